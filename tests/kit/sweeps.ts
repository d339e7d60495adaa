import type { TestServer } from './server.ts'
import { ask, historyOf, makeRun, stream } from './wire.ts'

interface Place {
  server: TestServer
  apiKey: string
  entity: string
  project: string
}

async function mutate({ server, apiKey }: Place, name: string, payload: string, input: Record<string, unknown>) {
  const type = `${name[0]!.toUpperCase()}${name.slice(1)}Input`
  const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ${payload} } }`
  const { data, errors } = await ask(server, apiKey, query, { input })
  if (errors.length > 0) throw new Error(errors[0]!.message)
  return data[name]
}

/** Makes a sweep and lets one agent end `runs` of its runs, each coming down by 1 to the loss of its values, and begin one more. Its id. */
export async function runSweep(
  place: Place,
  config: Record<string, unknown>,
  runs: number,
  loss: (values: Record<string, unknown>) => number,
): Promise<string> {
  const { server, apiKey, entity, project } = place
  const within = { entityName: entity, projectName: project }
  const { sweep } = await mutate(place, 'upsertSweep', 'sweep { name }', { ...within, config: JSON.stringify(config) })
  if (runs === 0) return sweep.name
  const { agent } = await mutate(place, 'createAgent', 'agent { id }', {
    ...{ ...within, host: 'gpu-box-1', sweep: sweep.name },
  })
  for (let run = 0; run <= runs; run++) {
    const { commands } = await mutate(place, 'agentHeartbeat', 'commands', { id: agent.id })
    const [command] = JSON.parse(commands)
    if (command?.type !== 'run') break
    await mutate(place, 'agentHeartbeat', 'commands', { id: agent.id, runState: `{"${command.run_id}":true}` })
    await makeRun(server, apiKey, { name: command.run_id, entityName: entity, modelName: project })
    if (run === runs) break
    const values = Object.fromEntries(
      Object.entries(command.args as Record<string, { value: unknown }>).map(([key, { value }]) => [key, value]),
    )
    const lines = historyOf([1, 0.5, 0].map((more) => loss(values) + more))
    await stream(server, apiKey, `${entity}/${project}/${command.run_id}`, lines)
    await stream(server, apiKey, `${entity}/${project}/${command.run_id}`, {
      complete: true,
      exitcode: run % 7 === 6 ? 1 : 0,
    })
  }
  return sweep.name
}
