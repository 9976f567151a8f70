import type { ObjectRecord } from '../../domain/object.ts'
import { type FakeTables, type ObjectRow, rowOf } from './tables.ts'

export function toObjectRecord(tables: FakeTables, { uniqueKey: _, ...row }: ObjectRow): ObjectRecord {
  return structuredClone({
    ...row,
    blobs: row.blobs.map(({ keyId, ...blob }) => {
      const { key, versionId, missingSince } = rowOf(tables.keys, keyId)
      return { ...blob, key, versionId, missingSince }
    }),
  })
}
