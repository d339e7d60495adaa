"""The public API as scripts of the last two years use it: finds a run, reads and changes it, and lists what there is. Needs version_log.py."""
import json
import sys

import wandb

api = wandb.Api()
entity = api.default_entity
run = api.run(f"{entity}/versions/logged")
run.file("kept.txt").download(root=sys.argv[1], replace=True)
losses = [1 / (step + 1) for step in range(12)]
answer = {
    "state": run.state,
    "config": run.config["net"],
    "best": run.summary["best"],
    "history": [row["loss"] for row in run.history(keys=["loss"], pandas=False)] == losses,
    "scanned": [row["loss"] for row in run.scan_history(keys=["loss"], page_size=5)] == losses,
    "all": sum(1 for _ in run.scan_history()),
    "user": run.user.username,
    "metadata": "python" in run.metadata,
    "artifacts": sorted(each.type for each in run.logged_artifacts()),
}
run.tags.append("late")
run.config["found"] = True
run.update()
run.summary["score"] = 3
run.summary.update()

api = wandb.Api()
again = api.runs(f"{entity}/versions", filters={"config.found": True}, order="-created_at")
answer["found"] = [(each.id, sorted(each.tags), each.summary["score"]) for each in again]
answer["projects"] = [each.name for each in api.projects(entity)]
answer["viewer"] = api.viewer.username
with wandb.init(project="versions", id="unwanted") as unwanted:
    pass
api.run(f"{entity}/versions/unwanted").delete()
answer["left"] = [each.id for each in wandb.Api().runs(f"{entity}/versions", filters={"display_name": "a run"})]
print("RESULT", json.dumps(answer))
