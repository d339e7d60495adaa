"""What every client since 0.18 can log: config, nested metrics, console, a saved file, an image, a table, an alert, the summary."""
import sys

import numpy as np
import wandb

with wandb.init(project="versions", id="logged", name="a run", tags=["t"], config={"lr": 0.1, "net": {"depth": 3}}) as run:
    for step in range(12):
        run.log({"loss": 1 / (step + 1), "eval": {"accuracy": step / 12}})
    print("a line on stdout")
    run.log({"picture": wandb.Image(np.zeros((4, 4, 3), dtype=np.uint8))})
    run.log({"table": wandb.Table(columns=["n", "word"], data=[[1, "one"], [2, "two"]])})
    with open("kept.txt", "w") as file:
        file.write("kept")
    run.save("kept.txt")
    run.config.update({"seed": 7})
    run.summary["best"] = 0.5
    run.alert("attention", "it learns")
sys.exit(0)
