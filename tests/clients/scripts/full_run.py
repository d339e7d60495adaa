"""One run that uses what a training script uses: config, metrics, console, a saved file, an alert, the summary."""
import sys

import wandb

with wandb.init(
    project="life",
    id="full",
    name="the full run",
    notes="some notes",
    tags=["one", "two"],
    group="night",
    job_type="train",
    config={"lr": 0.1, "layers": [64, 32], "optimizer": {"name": "adam"}},
    settings=wandb.Settings(x_stats_sampling_interval=0.5),
) as run:
    for step in range(20):
        run.log({"loss": 1 / (step + 1), "eval": {"accuracy": step / 20}})
    print("a line on stdout")
    print("a line on stderr", file=sys.stderr)
    run.config.update({"seed": 7})
    run.summary["best"] = 0.05
    with open("notes and more.txt", "w") as file:
        file.write("kept")
    run.save("notes and more.txt", policy="now")
    run.alert("it learns", "the loss went down", level=wandb.AlertLevel.WARN)
    import time

    time.sleep(1.5)
