import { inspect } from 'node:util'

const hidden = '[secret]'

/** A value that shows itself only when asked by `reveal()`: logs, JSON, templates and the debugger get `[secret]`. */
export class Secret {
  readonly #value: string

  constructor(value: string) {
    this.#value = value
  }

  reveal(): string {
    return this.#value
  }

  toString(): string {
    return hidden
  }

  toJSON(): string {
    return hidden
  }

  [inspect.custom](): string {
    return hidden
  }
}
