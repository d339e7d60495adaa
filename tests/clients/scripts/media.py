"""Media in the history: files that are named by what was logged."""
import numpy as np
import wandb

with wandb.init(project="life", id="media") as run:
    run.log(
        {
            "picture": wandb.Image(np.zeros((8, 8, 3), dtype=np.uint8), caption="black"),
            "sound": wandb.Audio(np.zeros(800, dtype=np.float32), sample_rate=8000),
            "page": wandb.Html("<b>bold</b>", inject=False),
            "spread": wandb.Histogram([1, 2, 2, 3]),
        }
    )
    # A table is an artifact, which the server does not keep yet: the run must outlive the refusal.
    run.log({"table": wandb.Table(columns=["a", "b"], data=[[1, 2], [3, 4]])})
    run.log({"after": 1})
