"""Reports by `wandb-workspaces`: each kind of block and panel makes the way there and back."""
import json

import wandb
import wandb_workspaces.reports.v2 as wr
from wandb_workspaces.reports.v2 import interface

api = wandb.Api()
entity, project = api.default_entity, "written"
api.create_project(project, entity)

panels = [
    wr.LinePlot(title="loss", x="Step", y=["loss", "val/loss"], smoothing_factor=0.5, log_y=True),
    wr.ScatterPlot(x="c::lr", y="loss"),
    wr.ScalarChart(metric="loss", groupby_aggfunc="min"),
    wr.BarPlot(title="bars", metrics=["loss"], orientation="h"),
    wr.CodeComparer(diff="split"),
    wr.ParallelCoordinatesPlot(columns=[wr.ParallelCoordinatesPlotColumn("c::lr"), wr.ParallelCoordinatesPlotColumn("loss")]),
    wr.ParameterImportancePlot(with_respect_to="loss"),
    wr.RunComparer(diff_only="split"),
    wr.MediaBrowser(media_keys=["picture"]),
    wr.MarkdownPanel(markdown="# a *panel*"),
    wr.CustomChart(query={"summaryTable": {"tableKey": "t"}}, chart_name="wandb/scatter/v0", chart_fields={"x": "a", "y": "b"}),
    wr.WeavePanelSummaryTable(table_name="table"),
    wr.WeavePanelArtifact(artifact="data"),
    wr.WeavePanelArtifactVersionedFile(artifact="data", version="v0", file="a.txt"),
]
grid = wr.PanelGrid(
    runsets=[
        wr.Runset(entity=entity, project=project, name="the good", filters="Config('lr') >= 0.1 and SummaryMetric('loss') <= 0.5"),
        wr.Runset(entity=entity, project=project, name="all", query="night"),
    ],
    panels=panels,
)
blocks = [
    wr.TableOfContents(),
    wr.H1("One"), wr.H2("Two", collapsed_blocks=[wr.P("hidden")]), wr.H3("Three"),
    wr.P(["plain, ", wr.Link("a link", url="https://example.org/"), ", ", wr.InlineCode("code"), " and ", wr.InlineLatex("e=mc^2")]),
    wr.CodeBlock(code="print('hello')", language="python"),
    wr.MarkdownBlock(text="**bold** <script>alert(1)</script>"),
    wr.LatexBlock(text="\\frac{1}{2}"),
    wr.Image(url="https://example.org/picture.png", caption="a picture"),
    wr.UnorderedList(items=["one", "two"]),
    wr.OrderedList(items=["first", "second"]),
    wr.CheckedList(items=[wr.CheckedListItem(text="done", checked=True), wr.CheckedListItem(text="to do", checked=False)]),
    wr.CalloutBlock(text="look here"),
    wr.Video(url="https://example.org/video.mp4"),
    wr.HorizontalRule(),
    interface.Spotify(spotify_id="abc"),
    interface.SoundCloud(html="<iframe></iframe>"),
    interface.Twitter(html="<blockquote></blockquote>"),
    wr.Gallery(items=[interface.GalleryURL(url="https://example.org/", title="t", description="d", image_url="https://example.org/i.png")]),
    wr.BlockQuote(text="quoted"),
    wr.WeaveBlockSummaryTable(entity=entity, project=project, table_name="table"),
    wr.WeaveBlockArtifact(entity=entity, project=project, artifact="data", tab="lineage"),
    wr.WeaveBlockArtifactVersionedFile(entity=entity, project=project, artifact="data", version="v0", file="a.txt"),
    grid,
]
report = wr.Report(project=project, entity=entity, title="What we found: 1/2 \u00e4", description="in short", blocks=blocks, width="fluid")
report.title = "What we found"
report.save()
url = report.url


def plain(of):
    return json.loads(of._to_model().spec.model_dump_json(by_alias=True, exclude_none=True))


loaded = wr.Report.from_url(url)
first = wr.Report.from_url(url)
kinds = [type(block).__name__ for block in loaded.blocks]
same = wandb.Api().reports(f"{entity}/{project}")[0].spec == plain(report)
grids = [block for block in loaded.blocks if isinstance(block, wr.PanelGrid)]

loaded.title = "What we found later"
loaded.blocks.append(wr.P("one more thing"))
loaded.save()
again = wr.Report.from_url(loaded.url)

draft = wr.Report.from_url(loaded.url)
draft.blocks = [wr.P("not yet")]
draft.save(draft=True)
published = wr.Report.from_url(loaded.url)

clone = wr.Report.from_url(loaded.url)
clone.title = "A copy"
clone.save(clone=True)

listed = [(each.name is not None, each.display_name, each.user["username"]) for each in api.reports(f"{entity}/{project}")]
one = api.reports(f"{entity}/{project}", name="A copy")[0]
by_app_url = wr.Report.from_url(one.url).title
shared = clone.get_share_url()

too_large = wr.Report(project=project, entity=entity, title="large", blocks=[wr.P("x" * 10_000_000)])
try:
    too_large.save()
    refused = None
except Exception as error:
    refused = str(error)

deleted = [loaded.delete(), clone.delete()]
try:
    wr.Report.from_url(url)
    gone = None
except Exception as error:
    gone = str(error)

print("RESULT", json.dumps({
    "same": same,
    "different": [pair for pair in zip(plain(report)["blocks"], plain(first)["blocks"]) if pair[0] != pair[1]],
    "panels": [type(panel).__name__ for panel in grids[0].panels],
    "blocks": kinds,
    "runsets": [(runset.name, runset.query, bool(runset.filters)) for runset in grids[0].runsets],
    "edited": [again.id == report.id, again.title, len(again.blocks) - len(blocks)],
    "draft": [draft.id != loaded.id, len(published.blocks) == len(again.blocks)],
    "listed": listed,
    "by_app_url": by_app_url,
    "shared": shared,
    "refused": refused,
    "deleted": deleted,
    "left": len(wandb.Api().reports(f"{entity}/{project}")),
    "gone": gone,
}))
