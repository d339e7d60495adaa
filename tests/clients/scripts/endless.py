"""Logs until somebody ends it, and says how it was ended. Takes the id of the run."""
import sys
import time

import wandb

try:
    run = wandb.init(project="life", id=sys.argv[1])
    for step in range(1200):
        run.log({"x": step})
        time.sleep(0.05)
except KeyboardInterrupt:
    print("INTERRUPTED", flush=True)
    run.finish(exit_code=1)
