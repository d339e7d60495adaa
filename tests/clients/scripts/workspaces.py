"""Workspaces by `wandb-workspaces`: saved, loaded by their address, changed, saved anew."""
import json

import wandb
import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.workspaces as ws

api = wandb.Api()
entity, project = api.default_entity, "seen"
api.create_project(project, entity)

workspace = ws.Workspace(
    entity=entity,
    project=project,
    name="The losses",
    sections=[
        ws.Section(
            name="Validation",
            panels=[wr.LinePlot(title="loss", x="Step", y=["val/loss"]), wr.BarPlot(metrics=["loss"])],
            is_open=True,
            layout_settings=ws.SectionLayoutSettings(columns=2, rows=3),
        ),
        ws.Section(name="Others", panels=[wr.MarkdownPanel(markdown="see above")]),
    ],
    settings=ws.WorkspaceSettings(x_axis="epoch", smoothing_type="gaussian", smoothing_weight=20, max_runs=5),
    runset_settings=ws.RunsetSettings(
        query="night", filters=[ws.Config("lr") > 0.1], groupby=[ws.Config("lr")], order=[ws.Ordering(ws.Summary("loss"), ascending=True)]
    ),
)
workspace.save()
first = workspace.url
loaded = ws.Workspace.from_url(first)
sections = [(section.name, len(section.panels), section.is_open) for section in loaded.sections]
settings = (loaded.settings.x_axis, loaded.settings.smoothing_type, loaded.settings.smoothing_weight, loaded.settings.max_runs)
runs = (loaded.runset_settings.query, loaded.runset_settings.filters)

loaded.name = "The losses, renamed"
loaded.sections = loaded.sections[:1]
loaded.save()
again = ws.Workspace.from_url(first)
loaded.name = "Another"
loaded.save_as_new_view()

try:
    ws.Workspace.from_url(first.split("?")[0] + "?nw=nothing")
    missing = None
except Exception as error:
    missing = str(error)

print("RESULT", json.dumps({
    "sections": sections,
    "settings": settings,
    "runs": runs,
    "again": [again.name, len(again.sections)],
    "another": [loaded.url != first, ws.Workspace.from_url(loaded.url).name, ws.Workspace.from_url(first).name],
    "missing": missing,
    "first": first,
    "reports": len(api.reports(f"{entity}/{project}")),
}))
