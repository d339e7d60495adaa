/** The lines that point the unmodified client at this server, as a person pastes them. */
export const loginLine = (host: string): string => `wandb login --host ${host}`

export const firstScript = (project = 'first-steps'): string => `import math, wandb
with wandb.init(project="${project}") as run:
    for step in range(200):
        run.log({"loss": math.exp(-step / 50)})`

export const firstArtifact = (): string => `import wandb
with wandb.init() as run:
    artifact = wandb.Artifact("my-data", type="dataset")
    artifact.add_dir("data")
    run.log_artifact(artifact)`

export const artifactUse = (name: string): string => `import wandb
with wandb.init() as run:
    artifact = run.use_artifact("${name}")
    folder = artifact.download()`

export const agentLine = (path: string): string => `wandb agent ${path}`
export const schedulerLine = (path: string): string => `wandb sweep-scheduler ${path}`

export const firstSweep = (project: string): string => `import wandb

def train():
    with wandb.init() as run:
        run.log({"loss": (run.config.x - 0.3) ** 2})

sweep = wandb.sweep({
    "method": "bayes",
    "run_cap": 20,
    "metric": {"name": "loss", "goal": "minimize"},
    "parameters": {"x": {"min": 0.0, "max": 1.0}},
}, project="${project}")
wandb.agent(sweep, function=train)`
