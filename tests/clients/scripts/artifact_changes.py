"""Looks through the artifacts of a project, changes versions and deletes one."""
import json
import pathlib
import sys

import wandb

out = pathlib.Path(sys.argv[1])

with wandb.init(project="shelf", id="shelver") as run:
    for number in range(3):
        artifact = wandb.Artifact("words", type="dataset", metadata={"number": number})
        with artifact.new_file("words.txt") as file:
            file.write("word " * number)
        run.log_artifact(artifact, aliases=["latest", f"number-{number}"]).wait()
    model = wandb.Artifact("net", type="model")
    with model.new_file("weights") as file:
        file.write("1 2 3")
    run.log_artifact(model).wait()

api = wandb.Api()
answer = {
    "types": sorted(each.name for each in api.artifact_types("shelf")),
    "collections": [each.name for each in api.artifact_collections("shelf", "dataset")],
    "versions": [each.version for each in api.artifacts("dataset", "shelf/words")],
    "exists": [api.artifact_exists("shelf/words:v1"), api.artifact_exists("shelf/words:v9")],
}

first = api.artifact("shelf/words:v0")
first.description = "the first one"
first.metadata["seen"] = True
first.aliases.append("kept")
first.aliases.remove("number-0")
first.save()
again = api.artifact("shelf/words:kept")
answer["changed"] = [again.version, again.description, again.metadata, sorted(again.aliases)]

api.artifact("shelf/words:v2").delete(delete_aliases=True)
answer["left"] = [each.version for each in api.artifacts("dataset", "shelf/words")]
answer["latest"] = wandb.Api().artifact("shelf/words:latest").version
try:
    api.artifact("shelf/words:v1").delete()
    answer["named"] = "deleted"
except Exception as error:
    answer["named"] = "number-1" in str(error)
(out / "answer.json").write_text(json.dumps(answer))
