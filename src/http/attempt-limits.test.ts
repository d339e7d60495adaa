import { expect, test } from 'vitest'
import { createAttemptLimits } from './attempt-limits.ts'

function start() {
  let now = 0
  const limits = createAttemptLimits({ now: () => now })
  const fails = (user: string, address: string, times = 1) => {
    for (let time = 0; time < times; time++) limits.begin(user, address)
  }
  const wait = (ms: number) => {
    now += ms
  }
  return { limits, fails, wait }
}

test('the eleventh guess at a name is refused from every address, and another name is not', () => {
  const { fails } = start()
  for (let number = 0; number < 10; number++) fails('ann', `10.0.0.${number}`)
  expect(() => fails('ann', '10.9.9.9')).toThrow(/Wait 30 seconds/)
  fails('bob', '10.0.0.1')
})

test('one guess is forgiven after half a minute', () => {
  const { fails, wait } = start()
  fails('ann', 'a', 10)
  wait(30_000)
  fails('ann', 'a')
  expect(() => fails('ann', 'a')).toThrow(/Too many/)
})

test('guessing at many names from one address is slowed to one in three seconds', () => {
  const { fails } = start()
  for (let number = 0; number < 100; number++) fails(`user-${number}`, 'a')
  expect(() => fails('user-x', 'a')).toThrow(/Wait 3 seconds/)
  fails('user-x', 'b')
})

test('who has signed in from there before is not kept out by guesses of others', () => {
  const { limits, fails } = start()
  limits.begin('ann', 'home')
  limits.succeeded('ann', 'home')
  fails('ann', 'elsewhere', 10)
  fails('ann', 'home', 10)
  expect(() => fails('ann', 'home')).toThrow(/Too many/)
})

test('right passwords never count', () => {
  const { limits } = start()
  for (let number = 0; number < 300; number++) {
    limits.begin('ann', 'a')
    limits.succeeded('ann', 'a')
  }
})

test('a clock that is set back holds nothing against anybody', () => {
  const { fails, wait } = start()
  wait(3_600_000)
  fails('ann', 'a')
  wait(-3_600_000)
  fails('ann', 'a', 9)
  expect(() => fails('ann', 'a')).toThrow(/Too many/)
})
