import { addColumn, type Migration } from './migration.ts'

/** Whom a provider named in a sign-in that was refused all the same. */
export const attempts: Migration = {
  name: '0010-attempts',
  up: (db, type) => addColumn(db, 'sign_in_attempt', 'claimed', type.text),
}
