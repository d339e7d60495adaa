"""Logs with the key of a service account, for whoever the environment names, and looks at what the account sees."""
import json
import sys

import wandb

with wandb.init(project="nightly", id=sys.argv[1]) as run:
    run.log({"loss": 0.5})
    answer = {"entity": run.entity}

api = wandb.Api()
logged = api.run(f"crew/nightly/{sys.argv[1]}")
answer["user"] = logged.user.username
answer["viewer"] = [api.viewer.username, api.viewer.teams, api.viewer.admin]
answer["projects"] = [each.name for each in api.projects("crew")]
answer["refused"] = []
for what in (
    lambda: api.create_user("sneaky@example.org"),
    lambda: api.run("ada/own/secret"),
    lambda: wandb.init(project="nightly", entity="ada", settings=wandb.Settings(init_timeout=20)),
):
    try:
        what()
        answer["refused"].append(False)
    except Exception as error:
        answer["refused"].append(True)
answer["invite"] = api.team("crew").invite("ada@example.org")
try:
    answer["new_key"] = api.viewer.generate_api_key("for later")
except Exception:
    answer["new_key"] = None
print("RESULT", json.dumps(answer))
