"""A sweep as scripts of the last two years begin and work through it: a grid, one agent, until there is nothing left."""
import json

import wandb

tried = []


def train():
    with wandb.init() as run:
        tried.append([run.config.lr, run.config.net])
        run.log({"loss": run.config.lr * len(run.config.net)})


sweep = wandb.sweep(
    {
        "method": "grid",
        "metric": {"name": "loss", "goal": "minimize"},
        "parameters": {"lr": {"values": [0.1, 0.2]}, "net": {"values": ["a", "bb"]}},
    },
    project="sweeps",
)
wandb.agent(sweep, function=train, project="sweeps", count=10)
found = wandb.Api().sweep(f"sweeps/{sweep}")
print("RESULT", json.dumps({
    "tried": sorted(tried),
    "state": found.state,
    "best": found.best_run().config["lr"],
    "runs": sorted(run.summary["loss"] for run in found.runs),
}))
