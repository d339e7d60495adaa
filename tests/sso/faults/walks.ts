import { createJar, type Jar } from '../../kit/jar.ts'
import type { Outcome } from '../conformance/station.ts'
import type { Bench } from './bench.ts'

/** The ways of browsers that are not the usual one. */
export interface Begun {
  jar: Jar
  /** Where the provider sends the browser: our callback, with its answer. */
  callback: string
}

/** Presses the button and stops before the provider's answer is brought to us. */
export async function begin(
  at: Bench,
  jar = createJar(),
  start = `${at.station.url}/oidc/login/${at.id}`,
): Promise<Begun> {
  const { location } = await jar.send(start)
  const answer = await jar.send(location!)
  return { jar, callback: answer.location! }
}

/** Opens an address of ours as this browser, and tells how it ended. */
export const open = (at: Bench, jar: Jar, address: string): Promise<Outcome> =>
  at.signIn({ jar, start: address.replace(at.station.url, '') })

/** The answer to a sign-in that another browser, which has never been here, brings. */
export const byAnother =
  (jar: (at: Bench) => Promise<Jar> = async () => createJar()) =>
  async (at: Bench): Promise<Outcome> => {
    const { callback } = await begin(at)
    return open(at, await jar(at), callback)
  }
