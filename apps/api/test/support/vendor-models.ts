/**
 * The answers of the contract as the models of its generated Python clients take them (CONTRACT 1.9, 3, 4, 6 to 8), written
 * down apart from our own schemas: a schema that drifts is not its own witness. Such a client refuses a whole answer when
 * a required field is missing or null, a type differs, or an enum has another member or case; fields that it does not
 * know it ignores.
 */
const ENUMS = {
  Status:
    'PENDING IN_PROGRESS PROCESSING COMPLETED COMPLETED_WITH_ERRORS FAILED CANCELED UNKNOWN SKIPPED DRAFT ACTIVE ARCHIVED SUSPENDED',
  FieldType:
    'string number integer float boolean object array date datetime text image audio video pdf excel',
  TaskType:
    'api_buckets_uploads_create api_buckets_uploads_confirm api_buckets_uploads_batch_confirm api_buckets_objects_create api_buckets_delete',
  SourceType: 'bucket collection taxonomy cluster',
  Policy: 'insert update upsert',
}

/** `!`: required, never null. `[]`: a list of. `{}`: a map of text to. */
const MODELS: Record<string, Record<string, string>> = {
  UploadResponse: {
    ...{ upload_id: 'string!', bucket_id: 'string!', filename: 'string!', content_type: 'string!' },
    ...{ file_size_bytes: 'integer', presigned_url: 'url', presigned_url_expiration: 'integer!' },
    ...{ s3_key: 'string!', status: 'Status!', metadata: 'object', create_object_on_confirm: 'boolean!' },
    ...{ object_metadata: 'object', blob_property: 'string', blob_type: 'string', file_hash: 'string' },
    ...{ skip_duplicates: 'boolean', is_duplicate: 'boolean', duplicate_of_upload_id: 'string' },
    ...{ skipped_unique_key: 'boolean', existing_object_id: 'string', message: 'string' },
    ...{
      created_at: 'datetime!',
      expires_at: 'datetime!',
      completed_at: 'datetime',
      verified_at: 'datetime',
    },
    ...{ etag: 'string', object_id: 'string', task_id: 'string' },
  },
  BatchUploadResponse: { uploads: 'UploadResponse[]!', total: 'integer!' },
  ConfirmUploadResponse: {
    ...{ upload_id: 'string!', status: 'Status!', etag: 'string', file_size_bytes: 'integer' },
    ...{ file_hash: 'string', verified_at: 'datetime', completed_at: 'datetime', object_id: 'string' },
    ...{ task_id: 'string', message: 'string' },
  },
  BatchConfirmResponse: {
    ...{ task_id: 'string!', status: 'Status!', confirmations_count: 'integer!', task: 'TaskResponse!' },
    message: 'string',
  },
  ListUploadsResponse: {
    ...{ results: 'UploadResponse[]!', pagination: 'PaginationResponse!', stats: 'UploadListStats!' },
  },
  UploadListStats: {
    ...{ total_uploads: 'integer!', total_size_bytes: 'integer!', uploads_by_status: 'integer{}!' },
    ...{ avg_file_size_bytes: 'number!', unique_buckets: 'integer!' },
  },
  PaginationResponse: {
    ...{ total: 'integer', page: 'integer', page_size: 'integer', total_pages: 'integer' },
    ...{ next_page: 'string', previous_page: 'string', next_cursor: 'string' },
  },
  BucketResponse: {
    ...{ bucket_id: 'string', bucket_name: 'string!', description: 'string', bucket_schema: 'BucketSchema' },
    ...{ unique_key: 'UniqueKeyConfig', metadata: 'object', object_count: 'integer!' },
    ...{ total_size_bytes: 'integer!', created_at: 'datetime', updated_at: 'datetime' },
    ...{ last_upload_at: 'datetime', stats_updated_at: 'datetime', status: 'Status', is_locked: 'boolean' },
    ...{ batch_stats: 'BatchStatistics', storage_stats: 'StorageStatistics' },
  },
  BucketSchema: { properties: 'BucketSchemaField{}!' },
  BucketSchemaField: {
    ...{ type: 'FieldType!', items: 'BucketSchemaField', properties: 'BucketSchemaField{}' },
    ...{ examples: 'any[]', description: 'string', enum: 'any[]', required: 'boolean' },
  },
  UniqueKeyConfig: { fields: 'string[]!', default_policy: 'Policy' },
  BatchStatistics: { total: 'integer', active: 'integer', completed: 'integer', failed: 'integer' },
  StorageStatistics: {
    ...{ total_size_bytes: 'integer', avg_size_bytes: 'integer' },
    ...{ max_size_bytes: 'integer', min_size_bytes: 'integer' },
  },
  ListBucketsResponse: {
    ...{ results: 'BucketResponse[]!', total_count: 'integer!', pagination: 'PaginationResponse!' },
    stats: 'BucketListStats',
  },
  BucketListStats: {
    ...{ total_objects: 'integer', total_size_bytes: 'integer' },
    ...{ avg_objects_per_bucket: 'number', avg_size_per_bucket: 'number' },
  },
  ObjectResponse: {
    ...{ object_id: 'string', bucket_id: 'string!', key_prefix: 'string', blobs: 'BlobModel[]' },
    ...{ source_details: 'SourceDetails[]', status: 'Status', error: 'string' },
    ...{ created_at: 'datetime', updated_at: 'datetime' },
  },
  BlobModel: {
    ...{ blob_id: 'string', property: 'string!', key_prefix: 'string', type: 'FieldType!' },
    ...{ properties: 'object', details: 'BlobDetails' },
  },
  BlobDetails: { filename: 'string', size_bytes: 'integer', mime_type: 'string', hash: 'string' },
  SourceDetails: { type: 'SourceType!', source_id: 'string!' },
  CreateObjectsBatchResponse: {
    ...{ succeeded: 'ObjectResponse[]!', failed: 'FailedObjectError[]!', total_requested: 'integer!' },
    ...{ succeeded_count: 'integer!', failed_count: 'integer!' },
  },
  FailedObjectError: { object_index: 'integer!', error: 'string!', error_type: 'string!' },
  ListObjectsResponse: {
    ...{ results: 'ObjectResponse[]!', pagination: 'PaginationResponse!', stats: 'ObjectListStats' },
  },
  ObjectListStats: {
    ...{ total_objects: 'integer', total_blobs: 'integer', avg_blobs_per_object: 'number' },
    objects_by_status: 'object',
  },
  TaskResponse: {
    ...{ task_id: 'string!', task_type: 'TaskType!', status: 'Status!', inputs: 'textOrObject[]' },
    ...{ outputs: 'textOrObject[]', additional_data: 'object', error: 'string' },
  },
  ListTasksResponse: { results: 'TaskResponse[]!', pagination: 'PaginationResponse!' },
  GenericDeleteResponse: { message: 'string', success: 'boolean' },
  ErrorResponse: { success: 'boolean', status: 'integer!', error: 'ErrorDetail!' },
  ErrorDetail: { message: 'string!', type: 'string!', details: 'object' },
  HTTPValidationError: { detail: 'ValidationError[]' },
  ValidationError: { loc: 'textOrInteger[]!', msg: 'string!', type: 'string!' },
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const SCALARS: Record<string, (value: unknown) => boolean> = {
  any: () => true,
  string: value => typeof value === 'string',
  // CONTRACT 1.10.
  url: value => typeof value === 'string' && value.length >= 1 && value.length <= 2083,
  integer: Number.isSafeInteger,
  number: Number.isFinite,
  boolean: value => typeof value === 'boolean',
  object: isObject,
  // With a zone, so that nobody has to guess one.
  datetime: value =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)$/.test(value),
  textOrObject: value => typeof value === 'string' || isObject(value),
  textOrInteger: value => typeof value === 'string' || Number.isSafeInteger(value),
  ...Object.fromEntries(
    Object.entries(ENUMS).map(([name, members]) => [
      name,
      (value: unknown) => typeof value === 'string' && members.split(' ').includes(value),
    ]),
  ),
}

/** What such a client would refuse of this answer, by its path; empty: nothing. */
export function vendorRefuses(type: string, value: unknown, path = type): string[] {
  const [, name = '', many, required] = /^(\w+)(\[\]|\{\})?(!)?$/.exec(type) ?? []
  if (value === null || value === undefined) return required ? [`${path} is missing`] : []
  if (many === undefined) return refusesOne(name, value, path)
  if (Array.isArray(value) !== (many === '[]') || typeof value !== 'object') return [`${path} is no ${type}`]
  return Object.entries(value).flatMap(([key, item]) => vendorRefuses(`${name}!`, item, `${path}.${key}`))
}

function refusesOne(name: string, value: unknown, path: string): string[] {
  const model = MODELS[name]
  const fits = SCALARS[name]
  if (fits) return fits(value) ? [] : [`${path} is ${JSON.stringify(value)}, no ${name}`]
  // Landfall's own answers are none of the contract's.
  if (model === undefined) return []
  if (!isObject(value)) return [`${path} is no ${name}`]
  return Object.entries(model).flatMap(([key, kind]) =>
    vendorRefuses(kind, Object.hasOwn(value, key) ? value[key] : undefined, `${path}.${key}`),
  )
}
