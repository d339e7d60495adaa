import { existsSync } from 'node:fs'
import { rm, statfs, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Check } from '../base/check.ts'
import { messageOf } from '../base/errors.ts'
import { newShortId } from '../base/ids.ts'

const storage = (status: Check['status'], title: string, evidence: Check['evidence'], mend?: string[]): Check => ({
  id: 'storage',
  stage: 'storage',
  status,
  title,
  evidence,
  ...(mend && { mend }),
})

/** Bytes that should be free: a day of a busy team. */
const enough = 1024 ** 3

/** Whether files can be written where objects are kept, and whether there is room. */
export async function examineStorage(folder: string): Promise<Check[]> {
  if (!existsSync(folder))
    return [storage('skipped', 'There is no data folder yet; the first start makes it', { folder })]
  const file = path.join(folder, `.doctor-${newShortId(8)}`)
  try {
    await writeFile(file, 'written by signpost doctor', { flush: true })
    await rm(file)
    const { bavail, bsize } = await statfs(folder)
    const evidence = { folder, freeBytes: bavail * bsize }
    if (bavail * bsize >= enough) return [storage('ok', 'The data folder can be written', evidence)]
    return [storage('warning', 'The disk of the data folder is nearly full', evidence, ['Make room on its disk.'])]
  } catch (error) {
    const mend = [`Let the user that runs this server write ${folder} (SIGNPOST_DATA).`]
    return [storage('error', 'The data folder cannot be written', { folder, happened: messageOf(error) }, mend)]
  }
}
