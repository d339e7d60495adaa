"""Logs runs of several shapes and reads every line back, by whatever way the client takes."""
import json
import math
import os
import tempfile

import wandb


def dense(step):
    return {"loss": 1 / (step + 1), "epoch": step // 10, "phase": "a" if step % 2 else "b", "ok": step % 3 == 0,
            "odd": math.nan if step == 7 else math.inf if step == 8 else 0.5}


def sparse(step):
    line = {"loss": step * 0.5, "nested": {"deep": {"x": step}}}
    if step % 10 == 0:
        line["val"] = step
    return line


def log(name, lines, **settings):
    with wandb.init(project="scanned", id=name, settings=wandb.Settings(console="off"), **settings) as run:
        for line in lines:
            run.log(line)
    return run.path


def same(a, b):
    """NaN is like itself here, and a whole number like the same with a point."""
    if isinstance(a, float) and isinstance(b, float) and math.isnan(a) and math.isnan(b):
        return True
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    return a == b and isinstance(a, bool) == isinstance(b, bool)


def scanned(path, lines, **options):
    rows = list(wandb.Api().run(path).scan_history(**options))
    bare = [{key: value for key, value in row.items() if not key.startswith("_")} for row in rows]
    steps = [row["_step"] for row in rows]
    return len(rows) == len(lines) and steps == sorted(steps) and all(map(same, bare, lines))


first = [dense(step) for step in range(2500)]
path = log("dense", first)
answer = {"dense": scanned(path, first), "dense_pages": scanned(path, first, page_size=333)}
keyed = [{"loss": line["loss"], "ok": line["ok"]} for line in first]
rows = list(wandb.Api().run(path).scan_history(keys=["loss", "ok"]))
answer["dense_keys"] = [{"loss": row["loss"], "ok": row["ok"]} for row in rows] == keyed
answer["dense_range"] = scanned(path, first[100:200], min_step=100, max_step=200)

second = [dense(step) for step in range(2500, 3100)]
log("dense", second, resume="must")
answer["resumed"] = scanned(path, first + second)
answer["last_step"] = wandb.Api().run(path).lastHistoryStep

lines = [sparse(step) for step in range(100)]
path = log("sparse", lines)
answer["sparse"] = scanned(path, lines)
answer["sparse_keys"] = [row["val"] for row in wandb.Api().run(path).scan_history(keys=["val"])]
answer["empty"] = list(wandb.Api().run(log("empty", [])).scan_history())

run = wandb.Api().run("scanned/dense")
if hasattr(run, "download_history_exports"):
    with tempfile.TemporaryDirectory() as folder:
        found = run.download_history_exports(folder)
        answer["exports"] = [os.path.basename(file) for file in sorted(found.paths)]
        answer["magic"] = [open(file, "rb").read()[:4].decode() for file in found.paths]
        answer["live"] = found.contains_live_data
print("RESULT", json.dumps(answer))
