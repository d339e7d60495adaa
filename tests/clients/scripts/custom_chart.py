"""A chart preset of one's own: made, made again, shown by a run; another of the same name is refused."""
import json

import wandb

api = wandb.Api()
entity = api.default_entity
spec = {"mark": "point", "data": {"name": "wandb"}, "encoding": {"x": {"field": "${field:x}", "type": "quantitative"}}}
chart = dict(entity=entity, name="dots", display_name="Dots", spec_type="vega2", access="private")
made = api.create_custom_chart(**chart, spec=spec)
again = api.create_custom_chart(**chart, spec=json.dumps(spec))


def refusal(**changes):
    try:
        api.create_custom_chart(**{**chart, "spec": spec, **changes})
    except Exception as error:
        return str(error)


refused = [refusal(spec={"mark": "bar"}), refusal(name="bad/name"), refusal(spec="[]"), refusal(spec={"x": "x" * 10_000_000})]

with wandb.init(project="charts", id="drawn", settings=wandb.Settings(console="off")) as run:
    table = wandb.Table(columns=["a", "b"], data=[[1, 2], [3, 4], [5, 1]])
    truth = [1, 0, 1, 0]
    run.log({
        "own": wandb.plot_table(made, table, {"x": "a"}),
        "line": wandb.plot.line(table, "a", "b", title="Line"),
        "scatter": wandb.plot.scatter(table, "a", "b", title="Scatter"),
        "bar": wandb.plot.bar(table, "a", "b", title="Bar"),
        "histogram": wandb.plot.histogram(table, "b", title="Histogram"),
        "lines": wandb.plot.line_series(xs=[0, 1, 2], ys=[[1, 2, 3], [3, 2, 1]], keys=["up", "down"], title="Lines", xname="x"),
        "confusion": wandb.plot.confusion_matrix(y_true=truth, preds=[1, 0, 0, 0], class_names=["cat", "dog"]),
    })
    # As wandb.plot.pr_curve and roc_curve do, which need scikit-learn beside them.
    for key, x, y in [("pr", "recall", "precision"), ("roc", "fpr", "tpr")]:
        curve = wandb.Table(columns=["class", x, y], data=[["cat", 0.0, 1.0], ["cat", 1.0, 0.5]])
        texts = {"title": key, "x-axis-title": x, "y-axis-title": y}
        run.log({key: wandb.plot_table("wandb/area-under-curve/v0", curve, {"x": x, "y": y, "class": "class"}, texts)})

print("RESULT", json.dumps({"made": made, "again": again, "refused": refused}))
