"""Artifacts as scripts of the last two years use them: log, use, download, list, change, delete."""
import json
import pathlib
import sys

import wandb

out = pathlib.Path(sys.argv[1])
(out / "data" / "deep").mkdir(parents=True)
(out / "data" / "a.txt").write_text("first")
(out / "data" / "deep" / "b b.bin").write_bytes(b"b" * 1000)


def version(**more):
    artifact = wandb.Artifact("numbers", type="dataset", **more)
    artifact.add_dir(str(out / "data"))
    return artifact


with wandb.init(project="artifacts", id="maker") as run:
    run.log_artifact(version(metadata={"rows": 3}), aliases=["best"]).wait()
    run.log_artifact(version()).wait()
    (out / "data" / "a.txt").write_text("second")
    run.log_artifact(version()).wait()

with wandb.init(project="artifacts", id="user") as run:
    best = run.use_artifact("numbers:best")
    folder = pathlib.Path(best.download(str(out / "best")))
    answer = {
        "best": [best.version, best.metadata, (folder / "a.txt").read_text(), (folder / "deep" / "b b.bin").stat().st_size],
        "latest": run.use_artifact("numbers:latest").version,
    }

api = wandb.Api()
answer["made by"] = api.artifact("artifacts/numbers:v0").logged_by().id
answer["used by"] = [each.id for each in api.artifact("artifacts/numbers:v0").used_by()]
answer["files"] = sorted(each.name for each in api.artifact("artifacts/numbers:v0").files())
answer["types"] = sorted(each.name for each in api.artifact_types("artifacts"))
answer["collections"] = [each.name for each in api.artifact_type("dataset", "artifacts").collections()]
answer["versions"] = [each.version for each in api.artifacts("dataset", "artifacts/numbers")]
first = api.artifact("artifacts/numbers:v0")
first.description = "changed"
first.aliases.append("kept")
first.save()
answer["changed"] = [wandb.Api().artifact("artifacts/numbers:kept").description, sorted(first.aliases)]
api.artifact("artifacts/numbers:v1").delete(delete_aliases=True)
answer["left"] = [each.version for each in wandb.Api().artifacts("dataset", "artifacts/numbers")]
(out / "answer.json").write_text(json.dumps(answer))
