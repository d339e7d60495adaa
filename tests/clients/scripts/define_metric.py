"""Says how metrics are meant: their axis, what of them the summary keeps, and which are not to be drawn."""
import inspect

import wandb

with wandb.init(project="life", id="defined") as run:
    run.define_metric("epoch", hidden=True)
    run.define_metric("val/*", step_metric="epoch", summary="min")
    run.define_metric("acc", summary="max", step_metric="epoch")
    run.define_metric("rate", summary="mean")
    run.define_metric("both", summary="min,max")
    if "goal" in inspect.signature(run.define_metric).parameters:  # The newest clients know no best any more.
        run.define_metric("cost", summary="best", goal="minimize")
    run.define_metric("nothing", summary="none")
    run.define_metric("late", step_metric="epoch", step_sync=False)
    for epoch, value in enumerate([3.0, 1.0, 2.0]):
        names = ["val/loss", "val/deep/er", "acc", "rate", "both", "cost", "nothing", "plain", "late"]
        run.log({"epoch": epoch, **{name: value for name in names}})
