import { type Fragment, fragment } from './statement.ts'

/**
 * How long a doomed key is watched: a PUT that began in time may end as late as `settle_until`, and a day is added for
 * clocks and retries (ARCHITECTURE.md, Data). Counted from now where that is later: a seal may be copied long after.
 */
export const DOOMED_UNTIL_OF_U = fragment`GREATEST(u.settle_until, now()) + interval '24 hours'`

/** Of signing, after create: parts take their time. */
export const LONGEST_LIFE = fragment`
  CASE WHEN part_size_bytes IS NULL THEN interval '24 hours' ELSE interval '7 days' END`

export const OPEN = fragment`('PENDING', 'IN_PROGRESS')`

/** What duplicates are found by; no owner is an empty text, which no owner is. Null without a verified digest. */
export const contentId = <TName extends string>(owner: Fragment<TName>) =>
  fragment<TName | 'sha256'>`(${'sha256'}::text || ':' || COALESCE(${owner}, ''))`

/** An upload of the server itself, for a blob whose bytes came with the request: the object takes it over. */
export const MADE_FOR_OBJECT = (upload: Fragment<never>) =>
  fragment`(${upload}.guard = 'SERVER' AND ${upload}.part_size_bytes IS NULL)`
