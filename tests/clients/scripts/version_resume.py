"""Begins a run and goes on with it twice; with an argument, tries what must be refused: a run that is not there, or one that is."""
import sys

import wandb

if len(sys.argv) > 1:
    id, resume = sys.argv[1:]
    wandb.init(project="versions", id=id, resume=resume).finish()
    sys.exit(0)

with wandb.init(project="versions", id="resumed", config={"kept": 1}) as run:
    for step in range(5):
        run.log({"x": step})
    run.summary["first"] = "yes"

with wandb.init(project="versions", id="resumed", resume="must") as run:
    assert run.resumed and run.config["kept"] == 1 and run.summary["first"] == "yes"
    for step in range(5, 8):
        run.log({"x": step})

with wandb.init(project="versions", id="resumed", resume="allow") as run:
    run.log({"x": 8})
