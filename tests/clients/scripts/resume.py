"""Goes on with a run, or is refused."""
import json

import wandb


def refused(**settings):
    try:
        wandb.init(project="life", **settings).finish()
    except wandb.errors.UsageError:
        return True
    return False


with wandb.init(project="life", id="resumed", config={"kept": 1}) as run:
    for step in range(5):
        run.log({"x": step})
    run.summary["first"] = "yes"

with wandb.init(project="life", id="resumed", resume="must") as run:
    again = {"resumed": run.resumed, "kept": run.config["kept"], "first": run.summary["first"]}
    for step in range(5, 8):
        run.log({"x": step})

with wandb.init(project="life", id="resumed", resume="allow") as run:
    run.log({"x": 8})

with wandb.init(project="life", id="allowed", resume="allow") as run:
    run.log({"x": 0})

print("RESULT", json.dumps({
    **again,
    "never_of_existing_refused": refused(id="resumed", resume="never"),
    "must_of_missing_refused": refused(id="missing", resume="must"),
    "never_of_new_refused": refused(id="fresh", resume="never"),
}))
