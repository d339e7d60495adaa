import { EventEmitter } from 'node:events'

/**
 * What lower rooms tell whoever listens (audit, live pages). Nobody waits for a listener, and a listener's failure is its own.
 * Each event carries ids and plain facts, never secrets.
 */
export interface BusinessEvents {
  /** Lines of a run became readable, or its state, summary or description changed. */
  'run.changed': { runId: number; projectId: number; what: 'lines' | 'state' | 'description' | 'files' }
  /** Something that an audit trail records. `action` is kebab-case, e.g. `user-created`. */
  audited: { action: string; actor: string | null; subject: string; facts: Record<string, unknown> }
}

export interface Events {
  emit<K extends keyof BusinessEvents>(name: K, event: BusinessEvents[K]): void
  /** Returns the function that stops listening. */
  on<K extends keyof BusinessEvents>(name: K, listener: (event: BusinessEvents[K]) => void): () => void
}

export function createEvents(onListenerError: (error: unknown) => void): Events {
  const emitter = new EventEmitter()
  emitter.setMaxListeners(0)
  return {
    emit: (name, event) => void emitter.emit(name, event),
    on(name, listener) {
      const guarded = (event: Parameters<typeof listener>[0]) => {
        try {
          listener(event)
        } catch (error) {
          onListenerError(error)
        }
      }
      emitter.on(name, guarded)
      return () => void emitter.off(name, guarded)
    },
  }
}
