import { z } from 'zod'
import { pageLimit, pageOffset, statusEnum } from '../common.ts'
import { identifier } from '../text.ts'

export const getTaskInput = z.object({ task_id: identifier })

/** `ListTasksRequest`. */
export const listTasksInput = z.object({
  status: statusEnum.nullish(),
  /** Lower case; kinds that there are none of match nothing. */
  task_type: z.string().max(100).nullish(),
  limit: pageLimit,
  offset: pageOffset.nullish(),
})

const items = z.array(z.record(z.string(), z.unknown()))

/** `TaskResponse` of the contract, CONTRACT 8. */
export const taskResponse = z.object({
  task_id: z.string(),
  /** Lower case on the wire. */
  task_type: z.string(),
  status: statusEnum,
  inputs: items,
  /** One result per upload: `upload_id`, `status`, and `object_id` or `error`. */
  outputs: items,
  additional_data: z.record(z.string(), z.unknown()).nullable(),
  error: z.string().nullable(),
})

/** Newest first. */
export const listTasksResponse = z.object({ results: z.array(taskResponse), total_count: z.int() })

/** `GenericDeleteResponse` of the contract. */
export const killTaskResponse = z.object({ message: z.string(), success: z.boolean() })

export type TaskResponse = z.output<typeof taskResponse>
