import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecure } from 'node:https'
import type { AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import type { Duplex } from 'node:stream'
import tls from 'node:tls'
import { promisify } from 'node:util'
import { fetch as fetchBy, ProxyAgent } from 'undici'

export interface Internet {
  /** For HTTPS_PROXY: every host that is known here stands behind it, and no other. */
  proxy: string
  /** A browser that is in this internet, too. */
  fetch: typeof fetch
  close(): Promise<void>
}

/** Hosts of the real names, with certificates that this process trusts, behind a proxy: nothing leaves the machine. */
export async function startInternet(hosts: string[], listener: RequestListener): Promise<Internet> {
  const { key, cert } = await certificate(hosts)
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), cert])
  const secure = createSecure({ key, cert }, listener)
  const proxy = createServer((_, response) => response.writeHead(405).end())
  const tunnels = new Set<Duplex>()
  proxy.on('connect', (request, socket) => {
    tunnels.add(socket)
    if (!hosts.includes(new URL(`https://${request.url}`).host)) {
      socket.end('HTTP/1.1 502 no such host\r\n\r\n')
      return
    }
    socket.write('HTTP/1.1 200 connected\r\n\r\n')
    secure.emit('connection', socket)
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  const agent = new ProxyAgent({ uri: address, requestTls: { ca: cert } })
  const isHere = (url: string) => new URL(url).protocol === 'https:'
  return {
    proxy: address,
    fetch: ((url: string, init?: object) =>
      isHere(url) ? fetchBy(url, { ...init, dispatcher: agent }) : fetch(url, init)) as unknown as typeof fetch,
    async close() {
      await agent.destroy()
      secure.closeAllConnections()
      proxy.closeAllConnections()
      // A tunnel belongs to neither server once it is handed on.
      for (const each of tunnels) each.destroy()
      await new Promise((resolve) => proxy.close(resolve))
    },
  }
}

/** Under a name of its own: of two trusted certificates with one name only the first would be found. */
async function certificate(names: string[]): Promise<{ key: string; cert: string }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'signpost-internet-'))
  const at = (file: string) => path.join(folder, file)
  const alternatives = [...new Set(names.map((name) => `DNS:${name.replace(/:\d+$/, '')}`))].join(',')
  const request = `[req]\ndistinguished_name=dn\nx509_extensions=v3\n[dn]\n[v3]\nsubjectAltName=${alternatives}\n`
  await writeFile(at('request'), request)
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '90']
  const files = ['-config', at('request'), '-keyout', at('key'), '-out', at('cert')]
  await promisify(execFile)('openssl', ['req', '-x509', ...curve, '-subj', `/CN=emulated ${randomUUID()}`, ...files])
  const [key, cert] = await Promise.all(['key', 'cert'].map((file) => readFile(at(file), 'utf8')))
  await rm(folder, { recursive: true })
  return { key: key!, cert: cert! }
}
