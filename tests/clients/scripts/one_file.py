"""Logs a file in a run and one in an artifact."""
import pathlib

import wandb

pathlib.Path("one.txt").write_text("one file")
with wandb.init(project="life", id="one-file") as run:
    run.save("one.txt", policy="now")
    artifact = wandb.Artifact("one", type="dataset")
    artifact.add_file("one.txt")
    run.log_artifact(artifact)
