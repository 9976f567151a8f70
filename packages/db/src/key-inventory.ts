import type { KeyInventory, KnownKey } from '@landfall/core/ports'
import type { Database } from './connect.ts'
import { toSafeInteger } from './rows.ts'
import { sql } from './sql/statement.ts'

type Range = Parameters<KeyInventory['list']>[0]

/** Along the unique index of (store, key), whose collation is the store's own order. */
const LIST = sql<Range>('list-known-keys')`
  SELECT id, key, state, missing_since IS NOT NULL AS is_missing, version_id, etag FROM stored_key
   WHERE store_id = 'default' AND key > ${'after'} AND (${'upTo'}::text IS NULL OR key <= ${'upTo'}::text)
     AND starts_with(key, ${'prefix'}) AND state <> 'gone'
   ORDER BY key LIMIT ${'limit'}`

const UNKNOWN = sql<{ keys: readonly string[] }>('unknown-keys')`
  SELECT asked.key FROM unnest(${'keys'}::text[]) AS asked (key)
   WHERE NOT EXISTS (SELECT FROM stored_key k WHERE k.store_id = 'default' AND k.key = asked.key AND k.state <> 'gone')`

const ENDED = sql<{ keys: readonly string[] }>('ended-keys')`
  SELECT key FROM stored_key
   WHERE store_id = 'default' AND key = ANY (${'keys'}::text[]) AND role = 'put' AND state IN ('live', 'gone')`

const MARK = sql<{ keyIds: readonly number[] }>('mark-missing-keys')`
  UPDATE stored_key SET missing_since = now()
   WHERE id = ANY (${'keyIds'}::bigint[]) AND state = 'live' AND missing_since IS NULL RETURNING id`

const CLEAR = sql<{ keyIds: readonly number[] }>('clear-missing-keys')`
  UPDATE stored_key SET missing_since = NULL WHERE id = ANY (${'keyIds'}::bigint[]) AND missing_since IS NOT NULL`

const CLEAR_AT = sql<{ key: string }>('clear-missing-key')`
  UPDATE stored_key SET missing_since = NULL
   WHERE store_id = 'default' AND key = ${'key'} AND missing_since IS NOT NULL`

interface Row {
  id: string
  key: string
  state: KnownKey['state']
  is_missing: boolean
  version_id: string | null
  etag: string | null
}

/** A key of the store that no row can have: Postgres holds no U+0000. */
const isStorable = (key: string) => !key.includes('\0')

/** As a bound it parts the rows as its beginning does: nothing sorts between the two but keys with U+0000. */
const asBound = (key: string) => key.split('\0', 1)[0] ?? ''

export const createKeyInventory = (db: Database): KeyInventory => ({
  async list({ after, upTo, ...range }) {
    const bounds = { after: asBound(after), upTo: upTo === null ? null : asBound(upTo) }
    const rows = await db.run<Row, Range>(LIST, { ...range, ...bounds })
    return rows.map(({ id, is_missing: isMissing, version_id: versionId, ...row }) => ({
      ...row,
      keyId: toSafeInteger(id),
      isMissing,
      versionId,
    }))
  },
  async unknownOf(keys) {
    const storable = keys.filter(isStorable)
    const rows = await db.run<{ key: string }, { keys: readonly string[] }>(UNKNOWN, { keys: storable })
    return [...rows.map(({ key }) => key), ...keys.filter(key => !isStorable(key))]
  },
  async endedOf(keys) {
    const storable = keys.filter(isStorable)
    const rows = await db.run<{ key: string }, { keys: readonly string[] }>(ENDED, { keys: storable })
    return rows.map(({ key }) => key)
  },
  async markMissing(keyIds) {
    return (await db.run(MARK, { keyIds })).length
  },
  async clearMissing(keyIds) {
    await db.run(CLEAR, { keyIds })
  },
  async clearMissingAt(key) {
    await db.run(CLEAR_AT, { key })
  },
})
