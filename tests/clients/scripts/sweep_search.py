"""Searches by chance or by a Gaussian process, as the first argument says, and prints the losses in order."""
import json
import sys

import wandb
from wandb.agents import pyagent

pyagent.Agent.HEARTBEAT_SLEEP_SECONDS = 0.3
method, runs = sys.argv[1], int(sys.argv[2])
losses = []


def train():
    with wandb.init() as run:
        loss = (run.config.x - 0.3) ** 2 + (0 if run.config.kind == "b" else 1)
        losses.append(loss)
        run.log({"loss": loss})


sweep_id = wandb.sweep({
    "method": method,
    "run_cap": runs,
    "metric": {"name": "loss", "goal": "minimize"},
    "parameters": {"x": {"min": 0.0, "max": 1.0}, "kind": {"values": ["a", "b"]}},
}, project="search")
wandb.agent(sweep_id, function=train, project="search")
print("RESULT", json.dumps({"losses": losses, "state": wandb.Api().sweep(f"ada/search/{sweep_id}").state}))
