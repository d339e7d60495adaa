/** One piece of work at a time for each number, in the order asked for. */
export interface Turns {
  inTurn<Result>(id: number, work: () => Promise<Result>): Promise<Result>
}

export function createTurns(): Turns {
  const last = new Map<number, Promise<unknown>>()
  return {
    inTurn(id, work) {
      const mine = (last.get(id) ?? Promise.resolve()).then(work, work)
      last.set(id, mine)
      const done = () => {
        if (last.get(id) === mine) last.delete(id)
      }
      mine.then(done, done)
      return mine
    },
  }
}
