import type { Database } from '../connect.ts'
import { toSafeInteger } from '../rows.ts'
import { sql } from '../sql/statement.ts'

type Params = { bucketIds: readonly string[] }

/** Two steps into an index for each bucket, however many files it has. */
const FILE_SIZES = sql<Params>('bucket-file-sizes')`
  SELECT asked.id, least.size_bytes AS min, most.size_bytes AS max
  FROM unnest(${'bucketIds'}::text[]) AS asked (id)
  CROSS JOIN LATERAL (
    SELECT size_bytes FROM stored_key WHERE bucket_id = asked.id AND state = 'live' ORDER BY size_bytes LIMIT 1
  ) AS least
  CROSS JOIN LATERAL (
    SELECT size_bytes FROM stored_key WHERE bucket_id = asked.id AND state = 'live' ORDER BY size_bytes DESC LIMIT 1
  ) AS most`

type Row = { id: string; min: string; max: string }

export async function fileSizes(
  db: Database,
  bucketIds: readonly string[],
): Promise<Map<string, { min: number; max: number }>> {
  if (bucketIds.length === 0) return new Map()
  const rows = await db.run<Row, Params>(FILE_SIZES, { bucketIds })
  return new Map(rows.map(({ id, min, max }) => [id, { min: toSafeInteger(min), max: toSafeInteger(max) }]))
}
