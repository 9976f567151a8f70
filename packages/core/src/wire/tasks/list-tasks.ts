import { z } from 'zod'
import { TASK_CATALOG } from '../../domain/filter/fields.ts'
import { pageCursor, pageLimit, pageOffset, searchText, statusEnum } from '../common.ts'
import { filtersOf, sortOf } from '../filters.ts'
import { nameText } from '../text.ts'
import { taskResponse } from './task.ts'

/** ListTasksRequest, CONTRACT 8. */
export const listTasksInput = z.object({
  status: statusEnum.nullish(),
  /** Of another type than ours there are none. */
  task_type: nameText.nullish(),
  filters: filtersOf(TASK_CATALOG).nullish(),
  /** Default: newest first. */
  sort: sortOf(TASK_CATALOG, ['created_at']).nullish(),
  /** In id, type and error. */
  search: searchText.nullish(),
  limit: pageLimit,
  offset: pageOffset.nullish(),
  cursor: pageCursor.nullish(),
  include_total: z.boolean().default(false),
})

export const listTasksResponse = z.object({
  results: z.array(taskResponse),
  next_cursor: z.string().nullable(),
  /** Only where it was asked for; an estimate beyond `MAX_EXACT_COUNT`. */
  total: z.int().nullable(),
})

export type ListTasksInput = z.input<typeof listTasksInput>
