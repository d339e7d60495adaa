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
