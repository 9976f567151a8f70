import { compareKeys } from '../../domain/key-order.ts'
import type { KeyInventory, KnownKey } from '../../ports/key-inventory.ts'
import { type FakeTables, type KeyRow, rowOf } from './tables.ts'

export function createFakeKeyInventory(tables: FakeTables): KeyInventory {
  return {
    list: async ({ prefix, after, upTo, limit }) =>
      [...tables.keys.values()]
        .flatMap(known)
        .filter(({ key }) => key.startsWith(prefix) && compareKeys(key, after) > 0)
        .filter(({ key }) => upTo === null || compareKeys(key, upTo) <= 0)
        .sort((a, b) => compareKeys(a.key, b.key))
        .slice(0, limit),
    unknownOf: async keys => {
      const all = new Set([...tables.keys.values()].flatMap(known).map(({ key }) => key))
      return keys.filter(key => !all.has(key))
    },
    endedOf: async keys =>
      [...tables.keys.values()]
        .filter(({ key, role, state }) => keys.includes(key) && role === 'put' && ENDED.has(state))
        .map(({ key }) => key),
    markMissing: async keyIds => {
      const rows = keyIds
        .map(id => rowOf(tables.keys, id))
        .filter(({ state, missingSince }) => state === 'live' && missingSince === null)
      for (const row of rows) row.missingSince = tables.clock.now()
      return rows.length
    },
    clearMissing: async keyIds => {
      for (const id of keyIds) rowOf(tables.keys, id).missingSince = null
    },
    clearMissingAt: async key => {
      for (const row of tables.keys.values()) if (row.key === key) row.missingSince = null
    },
  }
}

const ENDED: ReadonlySet<KeyRow['state']> = new Set(['live', 'gone'])

const known = ({ id: keyId, key, state, missingSince, versionId, etag }: KeyRow): KnownKey[] =>
  state === 'gone' ? [] : [{ keyId, key, state, isMissing: missingSince !== null, versionId, etag }]
