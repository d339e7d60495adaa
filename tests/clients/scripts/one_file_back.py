"""Reads what `one_file.py` logged."""
import json
import pathlib
import sys

import wandb

api = wandb.Api()
saved = api.run("life/one-file").file("one.txt").download(root=sys.argv[1], replace=True)
logged = api.artifact("life/one:latest").download(sys.argv[1] + "/one")
print("RESULT", json.dumps({"saved": saved.read(), "logged": (pathlib.Path(logged) / "one.txt").read_text()}))
