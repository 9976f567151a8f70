import { randomBytes } from 'node:crypto'
import { renameSync, writeFileSync } from 'node:fs'

/** Readable by nobody else from the first moment, and never half written. */
export function writePrivateJson(file: string, value: unknown): void {
  const draft = `${file}.${randomBytes(4).toString('hex')}.tmp`
  writeFileSync(draft, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
  renameSync(draft, file)
}
