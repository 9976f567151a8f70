import {
  confirmUploadInput,
  confirmUploadsInput,
  createUploadInput,
  createUploadsInput,
  DEFAULT_PAGE_LIMIT,
  listUploadsInput,
  MAX_UPLOADS_BODY_LIMIT,
  renewUploadInput,
} from '@landfall/core/wire'
import { bodyLimit, flag, LIST, type Operation, PAGE_QUERY } from './operation.ts'

const UPLOADS = '/v1/buckets/{bucket_identifier}/uploads'
const UPLOAD = `${UPLOADS}/{upload_id}`
const IN_PATH = ['bucket', 'upload_id']

const NEW_FILE = { filename: 'report.pdf', content_type: 'application/pdf', file_size_bytes: 52_341 }

export const UPLOAD_OPERATIONS: Operation[] = [
  {
    id: 'create_upload_buckets',
    method: 'post',
    path: UPLOADS,
    tag: 'Uploads',
    summary: 'Create an upload',
    description:
      'Reserves quota and answers a URL to PUT the file to, with exactly the `content_type` that was named. Nothing counts as ' +
      'stored before it is confirmed.',
    takesIdempotencyKey: true,
    body: {
      name: 'CreateUploadRequest',
      schema: createUploadInput,
      without: IN_PATH,
      example: { ...NEW_FILE, blob_property: 'document', object_metadata: { title: 'Report' } },
    },
    response: 'UploadResponse',
  },
  {
    id: 'create_uploads_batch_buckets',
    method: 'post',
    path: `${UPLOADS}/batch`,
    tag: 'Uploads',
    summary: 'Create several uploads',
    description:
      'All or none: one item that is refused refuses the batch and is named by its index. Answered in the order of the request; ' +
      'equal items with one `file_hash` are one upload.',
    takesIdempotencyKey: true,
    body: {
      name: 'BatchUploadRequest',
      schema: createUploadsInput,
      without: IN_PATH,
      example: { uploads: [NEW_FILE], shared_metadata: { campaign: 'autumn' } },
    },
    response: 'BatchUploadResponse',
  },
  {
    id: 'get_upload_buckets',
    method: 'get',
    path: UPLOAD,
    tag: 'Uploads',
    summary: 'Get an upload',
    query: {
      return_presigned_urls: flag('A fresh download URL in `presigned_url`, where it is COMPLETED', false),
    },
    response: 'UploadResponse',
  },
  {
    id: 'list_uploads_buckets',
    method: 'post',
    path: `${UPLOADS}/list`,
    tag: 'Uploads',
    summary: 'List uploads',
    description: LIST,
    query: PAGE_QUERY,
    body: {
      name: 'ListUploadsRequest',
      schema: listUploadsInput.extend({ limit: bodyLimit(DEFAULT_PAGE_LIMIT, MAX_UPLOADS_BODY_LIMIT) }),
      without: IN_PATH,
      example: {
        filters: { AND: [{ field: 'status', operator: 'eq', value: 'COMPLETED' }] },
        sort: { field: 'file_size_bytes', direction: 'desc' },
      },
    },
    response: 'ListUploadsResponse',
  },
  {
    id: 'confirm_upload_buckets',
    method: 'post',
    path: `${UPLOAD}/confirm`,
    tag: 'Uploads',
    summary: 'Confirm an upload',
    description:
      'Looks at what the store holds, compares it with what was declared and claimed, and makes the object. Idempotent: a ' +
      'settled upload answers the same again. A claim that does not match fails the confirm and changes nothing.',
    query: { async: flag('Answer PROCESSING with a `task_id` at once', false) },
    body: {
      name: 'ConfirmUploadRequest',
      schema: confirmUploadInput,
      without: [...IN_PATH, 'async'],
      example: { etag: '"9bb58f26192e4ba00f01e2e7b136bbd8"', file_size_bytes: 52_341 },
    },
    response: 'ConfirmUploadResponse',
  },
  {
    id: 'confirm_uploads_batch_buckets',
    method: 'post',
    path: `${UPLOADS}/confirm/batch`,
    tag: 'Uploads',
    summary: 'Confirm several uploads',
    description: 'In the background: poll the task, whose `outputs` have a result per upload.',
    body: {
      name: 'BatchConfirmRequest',
      schema: confirmUploadsInput,
      without: ['bucket'],
      example: { confirmations: [{ upload_id: 'upl_0a1b2c3d4e5f6g7h', file_size_bytes: 52_341 }] },
    },
    response: 'BatchConfirmResponse',
  },
  {
    id: 'renew_upload_buckets',
    method: 'post',
    path: `${UPLOAD}/renew`,
    tag: 'Uploads',
    summary: 'Renew an upload',
    description:
      'The next attempt of an open upload: a new key and URL, also for other bytes than were declared.',
    body: {
      name: 'RenewUploadRequest',
      schema: renewUploadInput,
      without: IN_PATH,
      example: { file_size_bytes: 60_000 },
    },
    response: 'UploadResponse',
  },
  {
    id: 'delete_upload_buckets',
    method: 'delete',
    path: UPLOAD,
    tag: 'Uploads',
    summary: 'Cancel or delete an upload',
    description:
      'An open upload becomes CANCELED; a COMPLETED one that no object names lets go of its bytes; one that an object names is 409.',
    query: { delete_s3_object: flag('`false` keeps the bytes of a canceled upload', true) },
    response: null,
  },
]
