"""The other ways to make, take apart and use versions: drafts, references, folders, tables with media, code, several processes."""
import json
import os
import pathlib
import sys

import numpy
import wandb

out = pathlib.Path(sys.argv[1])
data = out / "data"
(data / "deep").mkdir(parents=True)
(data / "a.txt").write_text("a")
(data / "deep" / "b.txt").write_text("b")
(out / "main.py").write_text("print('hello')\n")
# Somewhere that answers.
far = os.environ["WANDB_BASE_URL"] + "/healthz"
answer = {}

with wandb.init(project="ways", id="maker") as run:
    base = wandb.Artifact("folder", type="dataset")
    base.add_dir(str(data), policy="immutable")
    base.add_reference((data / "a.txt").as_uri(), name="near")
    base.add_reference(far, name="far", checksum=False)
    run.log_artifact(base).wait()

    draft = base.new_draft()
    draft.remove("a.txt")
    with draft.new_file("c.txt") as file:
        file.write("c")
    run.log_artifact(draft).wait()
    answer["draft"] = [draft.version, sorted(draft.manifest.entries)]

    picture = wandb.Image(numpy.zeros((4, 4, 3), dtype=numpy.uint8))
    table = wandb.Table(columns=["n", "picture"], data=[[1, picture], [2, picture]])
    other = wandb.Table(columns=["n", "word"], data=[[1, "one"], [2, "two"]])
    shown = wandb.Artifact("shown", type="tables")
    shown.add(table, "table")
    shown.add(other, "other")
    shown.add(wandb.JoinedTable(table, other, "n"), "joined")
    shown.add(wandb.Table(columns=["x"], data=[[1]]), "parts/0")
    shown.add(wandb.Table(columns=["x"], data=[[2]]), "parts/1")
    shown.add(wandb.data_types.PartitionedTable("parts"), "partitioned")
    run.log_artifact(shown).wait()

    code = run.log_code(str(out), name="source-ways", include_fn=lambda path: path.endswith("main.py"))
    code.wait()
    answer["code"] = [code.type, sorted(code.manifest.entries)]

    borrower = wandb.Artifact("borrower", type="dataset")
    borrower.add_reference(base.get_entry("a.txt"), name="borrowed")
    run.log_artifact(borrower).wait()

for process in ("one", "two"):
    with wandb.init(project="ways", id=process, group="job") as run:
        part = wandb.Artifact("shards", type="dataset")
        with part.new_file(f"{process}.txt") as file:
            file.write(process)
        if process == "one":
            run.upsert_artifact(part, distributed_id="job")
        else:
            run.finish_artifact(part, distributed_id="job").wait()

with wandb.init(project="elsewhere", id="user") as run:
    folder = run.use_artifact("ways/folder:v0")
    place = pathlib.Path(folder.checkout(str(out / "folder")))
    answer["checkout"] = sorted(str(path.relative_to(place)) for path in place.rglob("*") if path.is_file())
    answer["path"] = folder.get_entry("deep/b.txt").download(str(out / "one")).endswith("b.txt")
    answer["target"] = folder.get_entry("far").ref_target() == far
    tables = run.use_artifact("ways/shown:latest")
    answer["pictures"] = [type(row[1]).__name__ for row in tables.get("table").data]
    answer["joined"] = type(tables.get("joined")).__name__
    answer["partitioned"] = [row for _, row in tables.get("partitioned").iterrows()]
    borrowed = run.use_artifact("ways/borrower:latest")
    answer["borrowed"] = pathlib.Path(borrowed.download(str(out / "borrowed")), "borrowed").read_text()
    shards = run.use_artifact("ways/shards:latest")
    answer["shards"] = sorted(shards.manifest.entries)

api = wandb.Api()
answer["used"] = sorted(each.name for each in api.run("elsewhere/user").used_artifacts())
answer["logged"] = sorted(each.name for each in api.run("ways/maker").logged_artifacts())
answer["users"] = [each.project for each in api.artifact("ways/folder:v0").used_by()]
api.run("ways/maker").delete(delete_artifacts=True)
answer["deleted"] = [wandb.Api().artifact_exists("ways/folder:v0"), wandb.Api().artifact_exists("ways/shards:v0")]
(out / "answer.json").write_text(json.dumps(answer))
