import { listTasksInput, setQuotaInput } from '@landfall/core/wire'
import { LIST, type Operation, PAGE_QUERY } from './operation.ts'

export const TASK_OPERATIONS: Operation[] = [
  {
    id: 'get_task',
    method: 'get',
    path: '/v1/tasks/{task_id}',
    tag: 'Tasks',
    summary: 'Get a task',
    description: 'Poll it while it is PENDING or PROCESSING.',
    ignoresNamespace: true,
    response: 'TaskResponse',
  },
  {
    id: 'list_tasks',
    method: 'post',
    path: '/v1/tasks/list',
    tag: 'Tasks',
    summary: 'List tasks',
    description: `Of the namespace. ${LIST}`,
    query: PAGE_QUERY,
    body: {
      name: 'ListTasksRequest',
      schema: listTasksInput,
      without: ['include_total'],
      example: { status: 'COMPLETED' },
    },
    response: 'ListTasksResponse',
  },
  {
    id: 'kill_task',
    method: 'delete',
    path: '/v1/tasks/{task_id}',
    tag: 'Tasks',
    summary: 'Cancel a task',
    description: 'Succeeds for unknown and finished tasks too. What the task did so far stays.',
    ignoresNamespace: true,
    response: 'GenericDeleteResponse',
  },
]

const SCOPE_QUERY = {
  id: {
    description: 'Id or name of the bucket, with scope `bucket` or `owner`',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
  owner: {
    description: 'With scope `owner`: which one',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
}
const { limit, offset } = PAGE_QUERY
const LIMITS = { limit: limit ?? { description: '', schema: {} } }

export const QUOTA_OPERATIONS: Operation[] = [
  {
    id: 'list_quotas',
    method: 'get',
    path: '/v1/quotas',
    tag: 'Quotas',
    summary: 'List quotas',
    query: {
      scope: {
        description: 'Of this scope alone',
        schema: { type: 'string', enum: ['organization', 'namespace', 'bucket', 'owner'] },
      },
      bucket: {
        description: 'Its own and its owners',
        schema: { type: 'string', minLength: 1, maxLength: 255 },
      },
      ...LIMITS,
      offset: offset ?? { description: '', schema: {} },
    },
    response: 'ListQuotasResponse',
  },
  {
    id: 'list_quota_events',
    method: 'get',
    path: '/v1/quotas/events',
    tag: 'Quotas',
    summary: 'List quotas that filled up',
    query: LIMITS,
    response: 'ListQuotaEventsResponse',
  },
  {
    id: 'get_quota',
    method: 'get',
    path: '/v1/quotas/{scope}',
    tag: 'Quotas',
    summary: 'Get a quota',
    query: SCOPE_QUERY,
    response: 'QuotaResponse',
  },
  {
    id: 'set_quota',
    method: 'put',
    path: '/v1/quotas/{scope}',
    tag: 'Quotas',
    summary: 'Set the limits of a quota',
    description: '`null` removes a limit, an absent one stays.',
    query: SCOPE_QUERY,
    body: {
      name: 'SetQuotaRequest',
      schema: setQuotaInput,
      without: ['scope', 'id', 'owner'],
      example: { limit_bytes: 1_000_000_000 },
    },
    response: 'QuotaResponse',
  },
]
