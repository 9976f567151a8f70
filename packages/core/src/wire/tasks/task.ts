import { z } from 'zod'
import { statusEnum } from '../common.ts'
import { identifier } from '../text.ts'

export const getTaskInput = z.object({ task_id: identifier })

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

/** `GenericDeleteResponse` of the contract. */
export const killTaskResponse = z.object({ message: z.string(), success: z.boolean() })

export type TaskResponse = z.output<typeof taskResponse>
