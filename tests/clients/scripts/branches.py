"""Rewinds a run, and forks another from it."""
import wandb

with wandb.init(project="life", id="trunk", config={"from": "trunk"}) as run:
    for step in range(10):
        run.log({"x": step})

with wandb.init(project="life", id="branch", fork_from="trunk?_step=6") as run:
    run.log({"x": 700})

with wandb.init(project="life", id="trunk", resume_from="trunk?_step=3") as run:
    for step in range(4, 6):
        run.log({"x": 100 * step})
