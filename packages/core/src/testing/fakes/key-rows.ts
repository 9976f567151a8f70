import { SECONDS_PER_DAY } from '../../domain/upload-state.ts'
import { type FakeTables, type KeyRow, rowOf, secondsAfter, type UploadRow } from './tables.ts'

export function insertKey(
  tables: FakeTables,
  row: { upload: UploadRow; key: string; role: 'put' | 'seal' },
): KeyRow {
  if ([...tables.keys.values()].some(({ key }) => key === row.key))
    throw new RangeError(`fake database: key ${row.key} inserted twice`)
  const key: KeyRow = {
    id: Math.max(0, ...tables.keys.keys()) + 1,
    key: row.key,
    uploadId: row.upload.declared.uploadId,
    attempt: row.upload.attempt,
    role: row.role,
    state: 'open',
    etag: null,
    versionId: null,
    multipartUploadId: null,
    sizeBytes: null,
    sha256: null,
    createdAt: tables.clock.now(),
    doomedUntil: null,
    nextDeleteAt: null,
    deletedAt: null,
    missingSince: null,
  }
  tables.keys.set(key.id, key)
  return key
}

export function keysOf(tables: FakeTables, uploadId: string): KeyRow[] {
  return [...tables.keys.values()].filter(key => key.uploadId === uploadId)
}

/** Watched a day beyond the time in which a PUT that began in time may end. */
export function doomKey(tables: FakeTables, key: KeyRow): void {
  const now = tables.clock.now()
  const { settleUntil } = rowOf(tables.uploads, key.uploadId)
  key.state = 'doomed'
  const late = Math.max(settleUntil.getTime(), now.getTime())
  key.doomedUntil = secondsAfter(new Date(late), SECONDS_PER_DAY)
  key.nextDeleteAt = now
}

export function doomOpenKeys(tables: FakeTables, uploadId: string): void {
  for (const key of keysOf(tables, uploadId)) if (key.state === 'open') doomKey(tables, key)
}
