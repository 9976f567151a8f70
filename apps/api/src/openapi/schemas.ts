/** The names that schemas of core/wire have in the document. Lists over REST carry the contract's pagination. */
import {
  blobResponse,
  bucketResponse,
  confirmUploadResponse,
  confirmUploadsResponse,
  createObjectsResponse,
  createUploadsResponse,
  deleteBucketResponse,
  errorBody,
  killTaskResponse,
  listQuotaEventsResponse,
  listQuotasResponse,
  namedQuotaResponse,
  objectResponse,
  quotaEventResponse,
  quotaResponse,
  receiptSchema,
  taskResponse,
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

export const RESPONSES = {
  UploadResponse: uploadResponse,
  BatchUploadResponse: createUploadsResponse,
  ConfirmUploadResponse: confirmUploadResponse,
  BatchConfirmResponse: confirmUploadsResponse,
  ListUploadsResponse: z.object({
    results: z.array(uploadResponse),
    pagination: paginationResponse,
    stats: uploadStatsResponse,
  }),
  BucketResponse: bucketResponse,
  ListBucketsResponse: z.object({
    results: z.array(bucketResponse),
    total_count: z.int(),
    pagination: paginationResponse,
  }),
  DeleteBucketResponse: deleteBucketResponse,
  ObjectResponse: objectResponse,
  CreateObjectsBatchResponse: createObjectsResponse,
  ListObjectsResponse: z.object({
    results: z.array(objectResponse),
    pagination: paginationResponse,
    stats: z.null(),
  }),
  TaskResponse: taskResponse,
  ListTasksResponse: z.object({ results: z.array(taskResponse), pagination: paginationResponse }),
  GenericDeleteResponse: killTaskResponse,
  QuotaResponse: quotaResponse,
  ListQuotasResponse: listQuotasResponse,
  ListQuotaEventsResponse: listQuotaEventsResponse,
} satisfies Record<string, z.ZodType>

export type ResponseName = keyof typeof RESPONSES

/** Parts of them, and the two shapes of a refusal. */
export const PARTS = {
  Receipt: receiptSchema,
  UploadListStats: uploadStatsResponse,
  PaginationResponse: paginationResponse,
  BlobModel: blobResponse,
  NamedQuotaResponse: namedQuotaResponse,
  QuotaEventResponse: quotaEventResponse,
  ErrorResponse: errorBody,
  HTTPValidationError: validationBody,
} satisfies Record<string, z.ZodType>
