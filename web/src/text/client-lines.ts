/** The lines that point the unmodified client at this server, as a person pastes them. */
export const loginLine = (host: string): string => `wandb login --host ${host}`

export const firstScript = (project = 'first-steps'): string => `import math, wandb
with wandb.init(project="${project}") as run:
    for step in range(200):
        run.log({"loss": math.exp(-step / 50)})`
