"""Logs versions of an artifact, uses them in another run, and downloads them as a person does."""
import json
import pathlib
import sys

import wandb

out = pathlib.Path(sys.argv[1])
data = out / "data"
(data / "deep").mkdir(parents=True)
(data / "a.txt").write_text("first file\n")
(data / "deep" / "b b.bin").write_bytes(bytes(range(256)) * 10)
(data / "empty").write_text("")
elsewhere = out / "elsewhere.bin"
elsewhere.write_bytes(b"kept elsewhere")

with wandb.init(project="life", id="maker") as run:
    artifact = wandb.Artifact("numbers", type="dataset", description="some numbers", metadata={"rows": 3})
    artifact.add_dir(str(data))
    artifact.add_reference(elsewhere.as_uri(), name="far.bin")
    run.log_artifact(artifact, aliases=["best", "night"])
    artifact.wait()

    same = wandb.Artifact("numbers", type="dataset")
    same.add_dir(str(data))
    same.add_reference(elsewhere.as_uri(), name="far.bin")
    run.log_artifact(same)
    same.wait()

    changed = wandb.Artifact("numbers", type="dataset")
    (data / "a.txt").write_text("changed\n")
    changed.add_dir(str(data))
    run.log_artifact(changed)
    changed.wait()

    table = wandb.Table(columns=["n", "word"], data=[[1, "one"], [2, "two"]])
    run.log({"table": table})

with wandb.init(project="life", id="user", job_type="eval") as run:
    best = run.use_artifact("numbers:best")
    folder = pathlib.Path(best.download(str(out / "best")))
    answer = {
        "version": best.version,
        "aliases": sorted(best.aliases),
        "metadata": best.metadata,
        "description": best.description,
        "size": best.size,
        "files": sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()),
        "a": (folder / "a.txt").read_text(),
        "b": len((folder / "deep" / "b b.bin").read_bytes()),
    }
    latest = run.use_artifact("numbers:latest")
    answer["latest"] = latest.version
    answer["entry"] = pathlib.Path(latest.get_entry("a.txt").download(str(out / "one"))).read_text()
    latest.verify(latest.download(str(out / "latest")))

api = wandb.Api()
again = api.artifact("life/numbers:v0")
answer["v0"] = again.digest == best.digest
answer["logged_by"] = again.logged_by().id
answer["used_by"] = [each.id for each in again.used_by()]
answer["inputs"] = [each.name for each in api.run("life/user").used_artifacts()]
answer["outputs"] = [each.name for each in api.run("life/maker").logged_artifacts() if each.type == "dataset"]
answer["table"] = api.artifact("life/run-maker-table:latest").get("table").data
(out / "answer.json").write_text(json.dumps(answer))
