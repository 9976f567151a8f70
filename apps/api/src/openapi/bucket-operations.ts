import { createBucketInput, listBucketsInput, MAX_PAGE_LIMIT, updateBucketInput } from '@landfall/core/wire'
import { bodyLimit, LIST, type Operation, PAGE_QUERY } from './operation.ts'

const BUCKET = '/v1/buckets/{bucket_identifier}'

const { include_total: _, ...PAGE } = PAGE_QUERY
const BUCKET_PAGE = {
  ...PAGE,
  limit: {
    description: 'Results on a page',
    schema: { type: 'integer', minimum: 1, maximum: 1000, default: 10 },
  },
}

const CHANGES = { description: 'Reports of all years', rules: { max_file_bytes: 50_000_000 } }

const update = (method: 'patch' | 'put'): Operation => ({
  id: method === 'patch' ? 'patch_bucket' : 'update_bucket',
  method,
  path: BUCKET,
  tag: 'Buckets',
  summary: 'Change a bucket',
  description: 'What is absent or null stays as it is. The unique key cannot be changed.',
  body: {
    name: method === 'patch' ? 'BucketPatchRequest' : 'BucketUpdateRequest',
    schema: updateBucketInput,
    without: ['bucket'],
    example: CHANGES,
  },
  response: 'BucketResponse',
})

export const BUCKET_OPERATIONS: Operation[] = [
  {
    id: 'create_bucket',
    method: 'post',
    path: '/v1/buckets',
    tag: 'Buckets',
    summary: 'Create a bucket',
    body: {
      name: 'BucketCreateRequest',
      schema: createBucketInput,
      example: {
        bucket_name: 'reports',
        bucket_schema: {
          properties: { document: { type: 'pdf', required: true }, title: { type: 'string' } },
        },
      },
    },
    response: 'BucketResponse',
  },
  {
    id: 'get_bucket',
    method: 'get',
    path: BUCKET,
    tag: 'Buckets',
    summary: 'Get a bucket',
    response: 'BucketResponse',
  },
  {
    id: 'list_buckets',
    method: 'post',
    path: '/v1/buckets/list',
    tag: 'Buckets',
    summary: 'List buckets',
    description: `${LIST} The total is always counted.`,
    query: BUCKET_PAGE,
    body: {
      name: 'ListBucketsRequest',
      schema: listBucketsInput.extend({ limit: bodyLimit(10, MAX_PAGE_LIMIT) }),
      example: { search: 'rep', limit: 10 },
    },
    response: 'ListBucketsResponse',
  },
  update('patch'),
  update('put'),
  {
    id: 'delete_bucket',
    method: 'delete',
    path: BUCKET,
    tag: 'Buckets',
    summary: 'Delete a bucket with all that is in it',
    description:
      'Closes the bucket at once; uploads, objects and files go in the background. Poll the task. Repeated, it answers the same task.',
    response: 'DeleteBucketResponse',
  },
]
