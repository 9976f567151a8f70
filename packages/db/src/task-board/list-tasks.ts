/** The tasks of a namespace by keyset. */
import { cursorOf, type TaskFieldName, type Tenant, taskValues } from '@landfall/core/domain'
import type { TaskBoard, TaskFilter, TaskQuery } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { toSafeInteger } from '../rows.ts'
import { COUNT_LIMIT, scaleOf } from '../sql/estimate.ts'
import type { FilterColumn } from '../sql/filter/filter-column.ts'
import { filterPart, type ListColumns, listParts, pageParams, runList } from '../sql/list-parts.ts'
import { isAfter, nameContains, orderBy } from '../sql/sorting.ts'
import { fragment, NOTHING, sql } from '../sql/statement.ts'
import { TASK_COLUMNS, type TaskRow, toTaskRecord } from './task-row.ts'

type Params = Record<string, unknown>

/** As `taskValues` of core has them. */
const TASK_FIELDS: Record<TaskFieldName, FilterColumn> = {
  task_id: { sql: fragment`t.id` },
  task_type: { sql: fragment`t.type` },
  status: { sql: fragment`t.status` },
  error: { sql: fragment`t.error` },
  inputs: { sql: fragment`t.inputs` },
  outputs: { sql: fragment`t.outputs` },
  created_at: { sql: fragment`t.created_at` },
  updated_at: { sql: fragment`t.updated_at` },
}

const TASK_LIST: ListColumns = {
  own: { created_at: fragment`t.created_at`, id: fragment`t.id` },
  fields: TASK_FIELDS,
}

const OF_SEARCH = fragment`AND (${nameContains(fragment`t.id`)} OR ${nameContains(fragment`t.type`)}
  OR ${nameContains(fragment`COALESCE(t.error, '')`)})`

const matching = ({ statuses, types, search }: TaskFilter) => fragment`
  FROM task t WHERE t.organization_id = ${'organizationId'} AND t.namespace_id = ${'namespaceId'}
    ${statuses === undefined ? NOTHING : fragment`AND t.status = ANY (${'statuses'}::text[])`}
    ${types === undefined ? NOTHING : fragment`AND t.type = ANY (${'types'}::text[])`}
    ${search === undefined ? NOTHING : OF_SEARCH}`

const nameOf = (base: string, { statuses, types, search }: TaskFilter) =>
  [
    base,
    statuses === undefined ? '' : '-status',
    types === undefined ? '' : '-type',
    search === undefined ? '' : '-name',
  ].join('')

const filterParams = ({ organizationId, namespaceId }: Tenant, filter: TaskFilter) => ({
  organizationId,
  namespaceId,
  statuses: filter.statuses ?? [],
  types: filter.types ?? [],
  search: filter.search ?? null,
})

export async function listTasks(
  db: Database,
  tenant: Tenant,
  query: TaskQuery,
): ReturnType<TaskBoard['list']> {
  const { filter, ordering, params } = listParts(query, TASK_LIST)
  const isFirst = query.cursor === undefined
  const name = nameOf(`tasks-${ordering.direction}${isFirst ? '' : '-on'}`, query)
  const statement = sql<Params>(name)`
    SELECT ${TASK_COLUMNS} ${matching(query)} ${filter} ${isFirst ? NOTHING : fragment`AND ${isAfter(ordering)}`}
    ORDER BY ${orderBy(ordering)} LIMIT ${'limit'} OFFSET ${'offset'}`
  const rows = await runList<TaskRow & Params, Params>(db, query, {
    statement,
    params: { ...filterParams(tenant, query), ...params, ...pageParams(query) },
  })
  const tasks = rows.slice(0, query.limit).map(toTaskRecord)
  const last = rows.length > query.limit ? tasks.at(-1) : undefined
  const keys = last && {
    ...last,
    fileSizeBytes: null,
    filename: '',
    id: last.taskId,
    values: taskValues(last),
  }
  return { tasks, nextCursor: keys ? cursorOf(query, keys) : null }
}

export async function countTasks(db: Database, tenant: Tenant, filter: TaskFilter): Promise<number> {
  const { where, params: own } = filterPart(filter, TASK_LIST.fields)
  const from = fragment<string>`${matching(filter)} ${where}`
  const name = nameOf('task-count', filter)
  const params = { ...filterParams(tenant, filter), ...own, countLimit: COUNT_LIMIT }
  const statement = sql<Params>(name)`
    SELECT count(*) AS total FROM (
      SELECT ${from} ORDER BY t.created_at DESC, t.id DESC LIMIT ${'countLimit'}
    ) AS found`
  const [row] = await runList<{ total: string }, Params>(db, filter, { statement, params })
  const counted = toSafeInteger(row?.total ?? 0)
  const rows = sql<Params>(`${name}-rows`)`SELECT ${from}`
  return Math.round(counted * (await scaleOf(db, counted, { rows, params })))
}
