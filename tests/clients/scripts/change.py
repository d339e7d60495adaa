"""Changes and deletes through the public API."""
import json
import os

import wandb

with wandb.init(project="changes", id="changed", config={"a": 1}) as run:
    run.log({"x": 1})
with wandb.init(project="changes", id="deleted") as run:
    run.log({"x": 1})

entity = wandb.Api().default_entity
run = wandb.Api().run(f"{entity}/changes/changed")
run.config["b"] = 2
run.tags = ["late"]
run.name = "renamed"
run.notes = "written later"
run.summary["score"] = 3
run.update()
with open("late.txt", "w") as file:
    file.write("late")
run.upload_file("late.txt")
files_before = sorted(file.name for file in run.files())
run.file("late.txt").delete()
wandb.Api().run(f"{entity}/changes/deleted").delete()

after = wandb.Api().run(f"{entity}/changes/changed")
print("RESULT", json.dumps({
    "config": dict(after.config),
    "tags": after.tags,
    "name": after.name,
    "notes": after.notes,
    "score": after.summary["score"],
    "state": after.state,
    "had_file": "late.txt" in files_before,
    "has_file": "late.txt" in [file.name for file in after.files()],
    "runs": [each.id for each in wandb.Api().runs(f"{entity}/changes")],
}))
