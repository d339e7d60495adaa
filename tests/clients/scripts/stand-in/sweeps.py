"""Stands in for the package that the client's scheduler asks for suggestions: a list of values, one after another."""
import enum


class RunState(enum.Enum):
    pending = "pending"
    running = "running"
    finished = "finished"
    failed = "failed"
    crashed = "crashed"
    killed = "killed"
    preempting = "preempting"
    preempted = "preempted"


class SweepRun:
    def __init__(self, name=None, config=None, state=RunState.pending):
        self.name = name
        self.config = config
        self.state = state
        self.summary_metrics = {}
        self.history = []


def next_runs(config, runs, n=1):
    values = config["parameters"]["x"]["values"]
    tried = {run.config["x"]["value"] for run in runs}
    return [SweepRun(config={"x": {"value": value}}) for value in values if value not in tried][:n]
