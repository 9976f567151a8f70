/** The names that schemas of core/wire have in the document. Lists over REST carry the contract's pagination. */
import {
  blobResponse,
  bucketResponse,
  bucketSchemaField,
  bucketSchemaFields,
  confirmUploadResponse,
  confirmUploadsResponse,
  createObjectsResponse,
  createUploadsResponse,
  deleteBucketResponse,
  errorBody,
  killTaskResponse,
  listBucketsResponse,
  listPartsResponse,
  listQuotaEventsResponse,
  listQuotasResponse,
  namedQuotaResponse,
  objectResponse,
  objectStatsResponse,
  quotaEventResponse,
  quotaResponse,
  receiptSchema,
  signPartsResponse,
  taskResponse,
  tokenResponse,
  uploadResponse,
  uploadStatsResponse,
  validationBody,
} from '@landfall/core/wire'
import { z } from 'zod'

/** CONTRACT 4.2: totals only where `include_total` asked for them. */
const paginationResponse = z.object({
  total: z.int().nullable(),
  page: z.int().nullable(),
  page_size: z.int().nullable(),
  total_pages: z.int().nullable(),
  next_page: z.string().nullable(),
  previous_page: z.string().nullable(),
  next_cursor: z.string().nullable(),
})

const { stats_estimated: statsEstimated } = uploadStatsResponse.shape
const uploadFigures = uploadStatsResponse.omit({ stats_estimated: true })
const objectFigures = objectStatsResponse.omit({ stats_estimated: true })

/** The fields of an object that `select` named, and of those the members; ids always come. */
const selectedBlob = blobResponse
  .partial()
  .extend({ details: blobResponse.shape.details.partial().optional() })
const selectedObject = objectResponse
  .partial()
  .extend({ blobs: z.array(selectedBlob).optional() })
  .required({ object_id: true, bucket_id: true })

export const RESPONSES = {
  UploadResponse: uploadResponse,
  BatchUploadResponse: createUploadsResponse,
  ConfirmUploadResponse: confirmUploadResponse,
  BatchConfirmResponse: confirmUploadsResponse,
  ListUploadsResponse: z.object({
    results: z.array(uploadResponse),
    pagination: paginationResponse,
    stats: uploadFigures,
    stats_estimated: statsEstimated,
  }),
  BucketResponse: bucketResponse,
  ListBucketsResponse: z.object({
    results: z.array(bucketResponse),
    total_count: z.int(),
    pagination: paginationResponse,
    stats: listBucketsResponse.shape.stats,
  }),
  DeleteBucketResponse: deleteBucketResponse,
  ObjectResponse: objectResponse,
  CreateObjectsBatchResponse: createObjectsResponse,
  ListObjectsResponse: z.object({
    results: z.array(z.union([objectResponse, selectedObject])),
    pagination: paginationResponse,
    stats: objectFigures,
    stats_estimated: statsEstimated,
  }),
  TaskResponse: taskResponse,
  ListTasksResponse: z.object({ results: z.array(taskResponse), pagination: paginationResponse }),
  GenericDeleteResponse: killTaskResponse,
  QuotaResponse: quotaResponse,
  ListQuotasResponse: listQuotasResponse,
  ListQuotaEventsResponse: listQuotaEventsResponse,
  SignPartsResponse: signPartsResponse,
  ListPartsResponse: listPartsResponse,
  UploadTokenResponse: tokenResponse,
} satisfies Record<string, z.ZodType>

export type ResponseName = keyof typeof RESPONSES

/** Parts of them, and the two shapes of a refusal. */
export const PARTS = {
  Receipt: receiptSchema,
  UploadListStats: uploadFigures,
  ObjectListStats: objectFigures,
  BucketListStats: listBucketsResponse.shape.stats,
  SelectedObject: selectedObject,
  SelectedBlob: selectedBlob,
  PaginationResponse: paginationResponse,
  BlobModel: blobResponse,
  BucketSchema: bucketSchemaFields,
  BucketSchemaField: bucketSchemaField,
  NamedQuotaResponse: namedQuotaResponse,
  QuotaEventResponse: quotaEventResponse,
  ErrorResponse: errorBody,
  HTTPValidationError: validationBody,
} satisfies Record<string, z.ZodType>
