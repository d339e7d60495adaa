"""Links versions to portfolios, tags them, gives them a time to live, and changes, moves and deletes collections."""
import inspect
import json
import pathlib
import sys
from datetime import timedelta

import wandb

out = pathlib.Path(sys.argv[1])
answer = {}


def version(name, text, type="model", **more):
    artifact = wandb.Artifact(name, type=type, **more)
    with artifact.new_file("weights.txt") as file:
        file.write(text)
    return artifact


with wandb.init(project="links", id="trainer") as run:
    first = run.log_artifact(version("net", "one"), tags=["small"]).wait()
    second = run.log_artifact(version("net", "two")).wait()
    linked = run.link_artifact(second, "links/best nets", aliases=["prod"])
    answer["linked"] = [linked.is_link, linked.name, linked.source_name, sorted(linked.aliases)]
    # Younger than the oldest client that this runs with.
    answer["linked_at"] = getattr(linked, "linked_at", "") is not None
    run.link_artifact(first, "links/best nets")
    again = run.link_artifact(second, "links/best nets")
    answer["again"] = again.version
    run.link_model(path=str(pathlib.Path(__file__)), registered_model_name="scripts", name="own")

api = wandb.Api()
answer["registered"] = api.artifact("model-registry/scripts:latest").source_name
source = api.artifact("links/net:v1")
answer["draft"] = [version("draft", "x").is_draft(), source.is_draft()]
answer["source"] = [source.is_link, [each.name for each in source.linked_artifacts], sorted(source.aliases)]
prod = api.artifact("links/best nets:prod")
answer["prod"] = [prod.name, prod.source_artifact.name, prod.source_project, sorted(prod.aliases)]
answer["prod_file"] = pathlib.Path(prod.download(str(out / "prod")), "weights.txt").read_text()
prod.aliases.append("stage")
prod.save()
answer["stage"] = api.artifact("links/best nets:stage").source_name

portfolio = api.artifact_collection("model", "links/best nets")
answer["portfolio"] = [portfolio.is_sequence(), sorted(portfolio.aliases), [each.name for each in portfolio.artifacts()]]
portfolio.description = "what we deploy"
portfolio.tags = ["gold", "to deploy"]
portfolio.name = "deployed"
portfolio.save()
renamed = wandb.Api().artifact_collection("model", "links/deployed")
answer["renamed"] = [renamed.name, renamed.description, sorted(renamed.tags)]
renamed.tags = ["gold"]
renamed.save()
answer["untagged"] = list(wandb.Api().artifact_collection("model", "links/deployed").tags)

api = wandb.Api()
api.artifact("links/deployed:v1").unlink()
answer["unlinked"] = [each.version for each in wandb.Api().artifact_collection("model", "links/deployed").artifacts()]
answer["kept"] = api.artifact_exists("links/net:v0")

tagged = wandb.Api().artifact("links/net:v0")
answer["tags"] = list(tagged.tags)
tagged.tags = ["large", "slow one"]
tagged.ttl = timedelta(days=3)
tagged.save()
tagged = wandb.Api().artifact("links/net:v0")
answer["retagged"] = [sorted(tagged.tags), tagged.ttl.days]
answer["by_tag"] = [each.name for each in wandb.Api().artifacts("model", "links/net", tags=["large"])]
tagged.ttl = wandb.sdk.artifacts.artifact_ttl.ArtifactTTL.INHERIT
tagged.save()
answer["inherited"] = wandb.Api().artifact("links/net:v0").ttl

sequence = wandb.Api().artifact_collection("model", "links/net")
sequence.type = "network"
sequence.description = "all of them"
sequence.name = "nets"
sequence.save()
answer["moved"] = [each.name for each in wandb.Api().artifact_type("network", "links").collections()]
answer["exists"] = [
    wandb.Api().artifact_collection_exists("links/nets", "network"),
    wandb.Api().artifact_collection_exists("links/net", "model"),
]
collections = wandb.Api().artifact_type("model", "links")
if "filters" in inspect.signature(collections.collections).parameters:
    answer["ordered"] = [each.name for each in collections.collections(order="name", per_page=1)]
    answer["filtered"] = [each.name for each in collections.collections(filters={"name": {"$in": ["own"]}})]
else:
    answer["ordered"], answer["filtered"] = ["deployed", "own"], ["own"]
answer["count"] = len(collections.collections())

whole = wandb.Api().artifact("links/nets:latest")
answer["files"] = [[file.name, file.size] for file in whole.files()]
answer["commit"] = bool(whole.commit_hash)
wandb.Api().artifact_collection("network", "links/nets").delete()
answer["deleted"] = [
    wandb.Api().artifact_collection_exists("links/nets", "network"),
    [each.name for each in wandb.Api().artifact_collection("model", "links/deployed").artifacts()],
]
wandb.Api().artifact_collection("model", "links/deployed").delete()
answer["left"] = [each.name for each in wandb.Api().artifact_type("model", "links").collections()]
(out / "answer.json").write_text(json.dumps(answer))
