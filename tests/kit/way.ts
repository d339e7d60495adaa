import net from 'node:net'
import { freePort } from './ports.ts'

/** A way to a server, for our calls alone, which can be cut and opened again. */
export async function openWay(to: string) {
  const { hostname, port } = new URL(to)
  const lines = new Set<net.Socket>()
  const server = net.createServer((line) => {
    const onward = net.connect(Number(port), hostname)
    for (const [one, other] of [
      [line, onward],
      [onward, line],
    ] as const) {
      lines.add(one)
      one.on('error', () => other.destroy()).on('close', () => lines.delete(one))
      one.pipe(other)
    }
  })
  const own = await freePort()
  const open = () => new Promise<void>((resolve) => server.listen(own, '127.0.0.1', resolve))
  await open()
  return {
    url: `http://127.0.0.1:${own}`,
    open,
    close: () =>
      new Promise<void>((resolve) => {
        for (const line of lines) line.destroy()
        server.close(() => resolve())
      }),
  }
}
