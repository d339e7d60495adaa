import { type DestinationStream, type Logger, pino } from 'pino'

export type Log = Logger

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** One line of JSON for each event, on standard output unless told otherwise. Rooms get a child with their own `subject`. */
export const createLog = (level: LogLevel, destination: DestinationStream = standardOutput()): Log =>
  pino({ level, base: undefined, timestamp: pino.stdTimeFunctions.isoTime }, destination)

export const standardOutput = (): DestinationStream => pino.destination({ dest: 1, sync: true })
