"""Loads a report and a workspace that were made in the page, changes them, and saves them."""
import json
import sys

import wandb_workspaces.reports.v2 as wr
import wandb_workspaces.workspaces as ws


def names(metrics):
    return [getattr(metric, "name", metric) for metric in metrics]


report = wr.Report.from_url(sys.argv[1])
kinds = [type(block).__name__ for block in report.blocks]
grid = report.blocks[-1]
report.blocks.append(wr.P("from a script"))
report.save()

workspace = ws.Workspace.from_url(sys.argv[2])
sections = [(section.name, [names(panel.y) for panel in section.panels], names([section.panels[0].x])[0]) for section in workspace.sections]
workspace.name = "From a script"
workspace.save()
print("RESULT", json.dumps({
    "title": report.title,
    "kinds": kinds,
    "metrics": [names(panel.y) for panel in grid.panels],
    "sections": sections,
}))
