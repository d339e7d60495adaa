"""Logs a file of more than 2 GiB, which the client sends in parts, and reads the end of it."""
import json
import os
import pathlib
import sys

import requests
import wandb

out = pathlib.Path(sys.argv[1])
size = 2 * 1024**3 + 12_345
large = out / "large.bin"
with open(large, "wb") as file:
    file.truncate(size)
    file.seek(size - 7)
    file.write(b"the end")

with wandb.init(project="large", id="sender") as run:
    artifact = wandb.Artifact("large", type="dataset")
    artifact.add_file(str(large), policy="immutable", skip_cache=True)
    run.log_artifact(artifact).wait()
os.remove(large)

again = wandb.Api().artifact("large/large:latest")
[file] = again.files()
end = requests.get(file.direct_url, headers={"range": f"bytes={size - 7}-"})
answer = {"size": again.size, "status": end.status_code, "end": end.text}
(out / "answer.json").write_text(json.dumps(answer))
