"""Another person's entity."""
import json

import wandb

try:
    wandb.init(project="life", entity="eve").finish()
    said = None
except wandb.Error as error:
    said = str(error)
print("RESULT", json.dumps({"said": said}))
