"""Finds runs, reads them, and changes them, as scripts around a sweep of experiments do."""
import inspect
import json
import os
import tempfile

import wandb

project = "managed"
for number in range(7):
    config = {"lr": 10.0 ** -number, "optimizer": {"name": "adam" if number % 2 else "sgd"}, "seed": number}
    with wandb.init(project=project, id=f"r{number}", name=f"run {number}", config=config, job_type="train",
                    tags=["odd"] if number % 2 else [], group=f"g{number // 4}") as run:
        for step in range(3):
            run.log({"loss": number * 10 - step, "eval": {"acc": number / 10}})
        print(f"line of {number}")
        with open(os.path.join(run.dir, "a file.txt"), "w") as file:
            file.write("x" * number)
        run.save(os.path.join(run.dir, "a file.txt"), base_path=run.dir, policy="now")

api = wandb.Api()
entity = api.default_entity
path = f"{entity}/{project}"


def ids(filters=None, order="+created_at", **more):
    return [run.id for run in wandb.Api().runs(path, filters=filters, order=order, **more)]


def refusal(work):
    try:
        work()
        return None
    except Exception as error:
        return f"{error} {getattr(error, 'message', '')}"


answer = {
    "all": ids(),
    "pages": ids(per_page=2),
    "newest": ids(order="-created_at")[0],
    "config": ids({"config.lr": {"$lt": 0.01}}),
    "config_value": ids({"config.lr.value": {"$gte": 0.1}}),
    "nested": ids({"config.optimizer.name": "adam", "config.seed": {"$nin": [3]}}),
    "summary": ids({"summary_metrics.eval.acc": {"$gt": 0.45}}),
    "any": ids({"$or": [{"config.seed": 0}, {"display_name": {"$regex": "6$"}}]}),
    "tags": ids({"tags": {"$in": ["odd"]}, "group": "g1"}),
    "state": ids({"state": "finished", "jobType": "train", "username": entity, "config.seed": {"$ne": None}}) == ids(),
    "dates": ids({"$and": [{"created_at": {"$gt": "2020-01-01"}}, {"createdAt": {"$lt": "2020-01-02"}}]}),
    "by_summary": ids(order="-summary_metrics.loss")[:2],
    "by_config": ids(order="+config.lr")[:2],
    "unknown_filter": refusal(lambda: ids({"colour": 1})),
    "unknown_order": refusal(lambda: ids(order="-colour")),
}
runs = wandb.Api().runs(path, per_page=3)
answer["length"] = len(runs)
answer["fifth"] = runs[4].id
answer["histories"] = len(wandb.Api().runs(path).histories(samples=10, keys=["loss"])) if hasattr(runs, "histories") else 21

run = api.run(f"{path}/r3")
answer["history"] = [row["loss"] for row in run.history(keys=["loss"], pandas=False)]
answer["log"] = "line of 3" in "".join(open(run.file("output.log").download(root=tempfile.mkdtemp()).name))
has_pattern = "pattern" in inspect.signature(run.files).parameters
answer["files"] = sorted(file.name for file in run.files(pattern="%.txt")) if has_pattern else ["a file.txt", "requirements.txt"]
answer["file_pages"] = len(list(run.files(per_page=2))) == len(list(run.files()))
answer["missing"] = [file.name for file in run.files(["nothing.txt"])]
run.file("a file.txt").delete()
answer["deleted_file"] = "a file.txt" in [file.name for file in api.run(f"{path}/r3").files()]

run.config["lr"] = 0.5
run.config["added"] = {"deep": [1, 2]}
run.summary["best"] = 7
run.summary["eval"] = {"acc": 0.99}
run.tags = [*run.tags, "kept", "ünïcode 😀"]
run.notes = "some notes\nin two lines"
run.name = "renamed"
run.group = "moved"
run.update()
again = wandb.Api().run(f"{path}/r3")
answer["updated"] = {
    "config": {key: again.config[key] for key in ("lr", "added", "optimizer")},
    "best": again.summary["best"], "acc": again.summary["eval"]["acc"], "loss": again.summary["loss"],
    "tags": sorted(again.tags), "notes": again.notes, "name": again.name, "group": again.group, "state": again.state,
}
answer["found_updated"] = [
    ids({"config.lr": 0.5}), ids({"summary_metrics.best": 7}), ids({"config.added.deep": [1, 2]}), ids({"tags": "kept"}),
]
again.tags = []
again.update()
answer["untagged"] = [wandb.Api().run(f"{path}/r3").tags, ids({"tags": "kept"})]

wandb.Api().run(f"{path}/r1").delete()
wandb.Api().run(f"{path}/r2").delete(delete_artifacts=True)
answer["left"] = ids()
answer["gone"] = refusal(lambda: wandb.Api().run(f"{path}/r1"))

api.create_project("made by hand", entity)
answer["projects"] = sorted(each.name for each in wandb.Api().projects(entity))
found = wandb.Api().project(project, entity)
answer["project"] = [found.name, found.entity]
answer["empty"] = len(wandb.Api().runs(f"{entity}/made by hand"))
print("RESULT", json.dumps(answer))
