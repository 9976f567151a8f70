import { DEFAULT_WAIT_SECONDS, MAX_WAIT_SECONDS, signPartsInput } from '@landfall/core/wire'
import type { Operation } from './operation.ts'

/** What an upload has beside the contract: being sent in parts, and being waited for. */
const UPLOAD = '/v1/buckets/{bucket_identifier}/uploads/{upload_id}'

export const PART_OPERATIONS: Operation[] = [
  {
    id: 'sign_parts_buckets',
    method: 'post',
    path: `${UPLOAD}/parts/sign`,
    tag: 'Uploads',
    summary: 'URLs of parts',
    description:
      'Of an upload that was created with `multipart`; asked again, a part gets a fresh URL. Each call keeps the upload open.',
    body: {
      name: 'SignPartsRequest',
      schema: signPartsInput,
      without: ['bucket', 'upload_id'],
      example: { part_numbers: [1, 2, 3] },
    },
    response: 'SignPartsResponse',
  },
  {
    id: 'list_parts_buckets',
    method: 'get',
    path: `${UPLOAD}/parts`,
    tag: 'Uploads',
    summary: 'Parts that arrived',
    query: {
      limit: {
        description: 'Parts on a page',
        schema: { type: 'integer', minimum: 1, maximum: 1000, default: 1000 },
      },
      cursor: {
        description: '`next_cursor` of the page before',
        schema: { type: 'string', pattern: '^[0-9]{1,5}$' },
      },
    },
    response: 'ListPartsResponse',
  },
  {
    id: 'wait_upload_buckets',
    method: 'get',
    path: `${UPLOAD}/wait`,
    tag: 'Uploads',
    summary: 'Wait until an upload is settled',
    description: 'Answers the upload as it stands once it is final, or when the time is over.',
    query: {
      timeout_seconds: {
        description: 'How long',
        schema: { type: 'integer', minimum: 0, maximum: MAX_WAIT_SECONDS, default: DEFAULT_WAIT_SECONDS },
      },
    },
    response: 'UploadResponse',
  },
]
