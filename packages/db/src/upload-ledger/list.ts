/** Uploads by keyset. */
import { cursorOf, type Tenant, uploadValues } from '@landfall/core/domain'
import type { UploadPage, UploadQuery } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { type ListParts, listParts, pageParams, runList } from '../sql/list-parts.ts'
import { isAfter, orderBy } from '../sql/sorting.ts'
import { fragment, NOTHING, type Statement, sql } from '../sql/statement.ts'
import { SELECT_UPLOAD } from './find.ts'
import { filterParams, matching, nameOf } from './matching.ts'
import { UPLOAD_LIST } from './upload-fields.ts'
import { toUploadRecord, type UploadRow } from './upload-row.ts'

type Params = Record<string, unknown>

/** The page first, as an array: whatever has to be sorted for it, its keys and buckets are looked up for the page alone. */
function listStatement(query: UploadQuery, { filter, ordering }: ListParts): Statement<Params> {
  const isFirst = query.cursor === undefined
  const field = typeof query.sort?.field === 'string' ? query.sort.field : 'created_at'
  const base = `uploads-${field}-${ordering.direction}${isFirst ? '' : '-on'}`
  const page = fragment<string>`
    SELECT u.id FROM upload u WHERE ${matching(query)} ${filter} ${isFirst ? NOTHING : fragment`AND ${isAfter(ordering)}`}
    ORDER BY ${orderBy(ordering)} LIMIT ${'limit'} OFFSET ${'offset'}`
  return sql<Params>(nameOf(base, query))`${SELECT_UPLOAD}
    WHERE u.id = ANY (ARRAY(${page})) ORDER BY ${orderBy(ordering)}`
}

export async function listUploads(db: Database, tenant: Tenant, query: UploadQuery): Promise<UploadPage> {
  const parts = listParts(query, UPLOAD_LIST)
  const rows = await runList<UploadRow & Record<string, unknown>, Params>(db, query, {
    statement: listStatement(query, parts),
    params: { ...filterParams(tenant, query), ...parts.params, ...pageParams(query) },
  })
  const uploads = rows.slice(0, query.limit).map(toUploadRecord)
  const last = rows.length > query.limit ? uploads.at(-1) : undefined
  const nextCursor = last ? cursorOf(query, { ...last, id: last.uploadId, values: uploadValues(last) }) : null
  return { uploads, nextCursor }
}
