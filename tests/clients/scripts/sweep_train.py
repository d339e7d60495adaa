"""What `wandb agent` starts: takes its values from the command line, or from the run's config."""
import argparse
import time

import wandb

parser = argparse.ArgumentParser()
parser.add_argument("--x", type=float)
parser.add_argument("--wait", type=float, default=0)
arguments = parser.parse_args()
with wandb.init() as run:
    for step in range(10):
        run.log({"loss": arguments.x - step / 100})
        time.sleep(arguments.wait)
