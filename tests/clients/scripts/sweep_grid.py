"""A grid with nested parameters, its agent in this process, and what the public API tells of it."""
import json

import wandb
from wandb.agents import pyagent

pyagent.Agent.HEARTBEAT_SLEEP_SECONDS = 0.3

config = {
    "name": "the grid",
    "method": "grid",
    "metric": {"name": "loss", "goal": "minimize"},
    "parameters": {
        "x": {"values": [1.0, 2.0]},
        "opt": {"parameters": {"kind": {"values": ["adam", "sgd"]}, "steps": {"value": 3}}},
    },
}
seen = []


def train():
    with wandb.init() as run:
        seen.append([run.config.x, type(run.config.x).__name__, run.config.opt["kind"], run.config.opt["steps"]])
        run.log({"loss": run.config.x + (0 if run.config.opt["kind"] == "sgd" else 0.5)})


sweep_id = wandb.sweep(config, project="search")
wandb.agent(sweep_id, function=train, project="search")

api = wandb.Api()
sweep = api.sweep(f"ada/search/{sweep_id}")
best = sweep.best_run()
agent = sweep.agents()[0]
print("RESULT", json.dumps({
    "seen": sorted(seen),
    "name": sweep.name,
    "state": sweep.state,
    "expected": sweep.expected_run_count,
    "order": sweep.order,
    "same_config": sweep.config == config,
    "runs": sorted(run.config["x"] for run in sweep.runs),
    "best": [best.config["x"], best.config["opt"]["kind"], best.summary["loss"]],
    "listed": sweep_id in [each.id for each in api.project("search", "ada").sweeps()],
    "agent_runs": len(list(agent.runs())),
    "by_agent": sweep.agent(agent._agent_key).host == agent.host,
    "run_sweep": best.sweep.id == sweep_id,
}))
