/** A field of a provider that something pasted can fill. The names are those of the configuration file. */
export type PastedField =
  | 'name'
  | 'issuer'
  | 'clientId'
  | 'clientSecret'
  | 'authMethod'
  | 'responseType'
  | 'responseMode'
  | 'clientAuth'
  | 'scopes'
  | 'usernameClaim'
  | 'groupTeams'
  | 'backchannelUrl'

/** What was found in something that a person pasted. `taken`, `left` and `notes` hold names and never a secret. */
export interface Reading {
  /** What it was taken for, e.g. "Keycloak's adapter configuration"; null where nothing was found. */
  kind: string | null
  values: Record<string, unknown>
  taken: { field: string; from: string }[]
  left: { what: string; why: string }[]
  notes: string[]
}

/** Collects a reading. The first value of a field counts; another one for it is left out, and that is said. */
export class Found {
  readonly #values = new Map<string, unknown>()
  readonly #taken: Reading['taken'] = []
  readonly #left: Reading['left'] = []
  readonly #notes: string[] = []
  kind: string | null = null

  take(field: PastedField | (string & {}), value: unknown, from: string): void {
    const clean = typeof value === 'string' ? value.trim() : value
    if (clean === undefined || clean === null || clean === '') return
    const unusable = typeof clean === 'string' ? notAValue(clean) : null
    if (unusable) this.leave(from, unusable)
    else if (!this.#values.has(field)) {
      this.#values.set(field, clean)
      this.#taken.push({ field, from })
    } else if (JSON.stringify(this.#values.get(field)) !== JSON.stringify(clean))
      this.leave(from, 'another value for the same field stands before it')
  }

  leave(what: string, why: string): void {
    if (!this.#left.some((each) => each.what === what)) this.#left.push({ what, why })
  }

  note(sentence: string): void {
    if (!this.#notes.includes(sentence)) this.#notes.push(sentence)
  }

  /** Addresses that the application is registered with there: ours must be among them. */
  registered(addresses: unknown, ours: string): void {
    const all = [addresses].flat().filter((each): each is string => typeof each === 'string')
    if (ours === '' || all.length === 0 || all.includes(ours)) return
    this.note(`${ours} is not among the redirect URIs that it names (${brief(all)}). Register it at the provider.`)
  }

  get isEmpty(): boolean {
    return this.#values.size === 0
  }

  has(field: PastedField): boolean {
    return this.#values.has(field)
  }

  result(): Reading {
    const kind = this.isEmpty && this.#left.length === 0 ? null : this.kind
    return { kind, values: Object.fromEntries(this.#values), taken: this.#taken, left: this.#left, notes: this.#notes }
  }
}

function notAValue(text: string): string | null {
  if (/^[*•x.]{4,}$/i.test(text)) return 'it is masked; copy the value itself'
  if (/^<[^<>]*>$|^(your|my)[-_ ]/i.test(text) || /^(changeme|replace[-_ ]?me|todo)$/i.test(text))
    return 'it is a placeholder'
  if (/^\$\{?\w+(:?[-?][^}]*)?\}?$|^\{\{.*\}\}$|^\$\(.*\)$/.test(text))
    return 'it names where the value is, and is not the value'
  return null
}

const brief = (all: string[]): string => (all.length > 2 ? `${all.slice(0, 2).join(', ')}, …` : all.join(', '))
