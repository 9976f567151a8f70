import {
  createObjectsInput,
  listObjectsInput,
  newObject,
  objectPatch,
  objectUpdate,
  selectInput,
} from '@landfall/core/wire'
import { flag, LIST, type Operation, PAGE_QUERY } from './operation.ts'

const OBJECTS = '/v1/buckets/{bucket_identifier}/objects'
const OBJECT = `${OBJECTS}/{object_identifier}`

const NEW_OBJECT = {
  blobs: [{ property: 'document', type: 'pdf', upload_id: 'upl_0a1b2c3d4e5f6g7h' }],
  title: 'Report',
}

const AUTO_PROCESS = {
  auto_process: flag(
    'Accepted, without effect: nothing processes an object after it was made, so it is COMPLETED at once',
    false,
  ),
}

export const OBJECT_OPERATIONS: Operation[] = [
  {
    id: 'create_object_buckets',
    method: 'post',
    path: OBJECTS,
    tag: 'Objects',
    summary: 'Create an object',
    description:
      'From confirmed uploads (made with `create_object_on_confirm: false`), or from bytes in the request. Every key that is not ' +
      'one of the fields is metadata; metadata that is called like a field of the answer is sent, and answered, in `metadata`.',
    query: {
      policy: {
        description: 'Where an object has the unique key already; default: the policy of the bucket',
        schema: { type: 'string', enum: ['insert', 'update', 'upsert'] },
      },
      ...AUTO_PROCESS,
    },
    body: { name: 'CreateObjectRequest', schema: newObject, example: NEW_OBJECT },
    response: 'ObjectResponse',
  },
  {
    id: 'create_objects_batch_buckets',
    method: 'post',
    path: `${OBJECTS}/batch`,
    tag: 'Objects',
    summary: 'Create several objects',
    description: 'Each by itself: what failed is told beside what was made.',
    query: AUTO_PROCESS,
    body: {
      name: 'CreateObjectsBatchRequest',
      schema: createObjectsInput,
      without: ['bucket'],
      example: { objects: [NEW_OBJECT] },
    },
    response: 'CreateObjectsBatchResponse',
  },
  {
    id: 'get_object_buckets',
    method: 'get',
    path: OBJECT,
    tag: 'Objects',
    summary: 'Get an object',
    query: {
      return_presigned_urls: flag('Download URLs in `blobs[].properties.presigned_url`', false),
    },
    response: 'ObjectResponse',
  },
  {
    id: 'list_objects_buckets',
    method: 'post',
    path: `${OBJECTS}/list`,
    tag: 'Objects',
    summary: 'List objects',
    description: `${LIST} \`select\` names the fields to answer; ids always come.`,
    query: PAGE_QUERY,
    body: {
      name: 'ListObjectsRequest',
      schema: listObjectsInput.extend({ select: selectInput }),
      without: ['bucket'],
      example: { filters: { 'metadata.title': 'Report' }, select: ['metadata'] },
    },
    response: 'ListObjectsResponse',
  },
  {
    id: 'patch_object_buckets',
    method: 'patch',
    path: OBJECT,
    tag: 'Objects',
    summary: 'Change the metadata of an object',
    description:
      'Merged into what is there. Files, status, ids and times are not changed here: 422 names the field.',
    body: { name: 'PatchObjectRequest', schema: objectPatch, example: { title: 'Final report' } },
    response: 'ObjectResponse',
  },
  {
    id: 'update_object_buckets',
    method: 'put',
    path: OBJECT,
    tag: 'Objects',
    summary: 'Change metadata and files of an object',
    body: {
      name: 'UpdateObjectRequest',
      schema: objectUpdate,
      example: { metadata: { title: 'Final report' } },
    },
    response: 'ObjectResponse',
  },
  {
    id: 'delete_object_buckets',
    method: 'delete',
    path: OBJECT,
    tag: 'Objects',
    summary: 'Delete an object',
    description: 'Bytes that nothing else refers to go with it.',
    response: null,
  },
  {
    id: 'get_object_content',
    method: 'get',
    path: '/v1/objects/{object_identifier}/content',
    tag: 'Objects',
    summary: 'The stable address of the bytes of an object',
    query: {
      property: {
        description: 'Which blob; default the first',
        schema: { type: 'string', minLength: 1, maxLength: 100 },
      },
    },
    redirects: true,
    response: null,
  },
]
