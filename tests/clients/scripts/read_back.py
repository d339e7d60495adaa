"""Reads what `full_run.py` wrote, through the public API."""
import json
import sys

import wandb

api = wandb.Api()
entity = api.default_entity
run = api.run(f"{entity}/life/full")
run.file("notes and more.txt").download(root=sys.argv[1], replace=True)
with open(f"{sys.argv[1]}/notes and more.txt") as file:
    downloaded = file.read()
rows = run.history(pandas=False, samples=1000)
print("RESULT", json.dumps({
    "state": run.state,
    "name": run.name,
    "notes": run.notes,
    "tags": sorted(run.tags),
    "group": run.group,
    "job_type": run.job_type,
    "config": dict(run.config),
    "best": run.summary["best"],
    "user": run.user.username,
    "last_step": run.lastHistoryStep,
    "history": [row["loss"] for row in rows],
    "scanned": [row["loss"] for row in run.scan_history()],
    "scanned_key": [row["loss"] for row in run.scan_history(keys=["loss"], page_size=7)],
    "sampled_key": len(run.history(keys=["loss"], pandas=False)),
    "files": sorted(file.name for file in run.files()),
    "downloaded": downloaded,
    "runs": [each.id for each in api.runs(f"{entity}/life", filters={"state": "finished"}, per_page=2)],
    "projects": [each.name for each in api.projects(entity)],
}))
