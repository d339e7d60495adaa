import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import { AppError } from '../base/errors.ts'

const derive = promisify(argon2)

/** OWASP's first choice for argon2id: 19 MiB, 2 passes, 1 lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 }

const shape = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/

const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '')

/** For passwords that people choose themselves (NIST SP 800-63B, 5.1.1.1). Throws AppError `password-too-short`. */
export function requireLongPassword(password: string): string {
  if (password.length >= 8) return password
  const message = 'The password is too short. Choose one of at least 8 characters.'
  throw new AppError('invalid', 'password-too-short', message)
}

/** The password as a PHC string. An administrator may give any but an empty one. Throws `password-too-short`, `password-too-long`. */
export async function hashPassword(password: string): Promise<string> {
  if (password === '') throw new AppError('invalid', 'password-too-short', 'The password is empty.')
  if (password.length > 1000) {
    throw new AppError('invalid', 'password-too-long', 'The password is too long. 1000 characters are the most.')
  }
  const nonce = randomBytes(16)
  const tag = await derive('argon2id', { ...cost, nonce, message: password } satisfies Argon2Parameters)
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${base64(nonce)}$${base64(tag)}`
}

/** A hash that no password has, so that an unknown name costs as much as a wrong password. */
const nobody = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=1$${base64(Buffer.alloc(16))}$${base64(Buffer.alloc(32))}`

/** Whether this is the password. Takes as long where there is no account or no password. */
export async function isPassword(password: string, hash: string | null): Promise<boolean> {
  const match = shape.exec(hash ?? nobody)
  if (!match) throw new Error('a stored password hash is not an argon2id PHC string')
  const [, memory, passes, parallelism, nonce, tag] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  const expected = Buffer.from(tag, 'base64')
  const found = await derive('argon2id', {
    message: password.slice(0, 1000),
    nonce: Buffer.from(nonce, 'base64'),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: expected.length,
  })
  return timingSafeEqual(found, expected) && hash !== null
}
