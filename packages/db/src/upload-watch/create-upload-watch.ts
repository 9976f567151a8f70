import type { UploadWatch } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { OPEN } from '../sql/keys.ts'
import { sql } from '../sql/statement.ts'

const SETTLED_AMONG = sql<{ uploadIds: string[] }>('settled-among')`
  SELECT asked.id FROM unnest(${'uploadIds'}::text[]) AS asked (id) LEFT JOIN upload u ON u.id = asked.id
   WHERE u.status IS NULL OR u.status NOT IN ${OPEN}`

export const createUploadWatch = (db: Database): UploadWatch => ({
  async settledAmong(uploadIds) {
    const rows = await db.run<{ id: string }, { uploadIds: string[] }>(SETTLED_AMONG, { uploadIds })
    return rows.map(({ id }) => id)
  },
})
