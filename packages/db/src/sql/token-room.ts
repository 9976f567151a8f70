/**
 * The part of a reserve that a token's grant decides. A statement that includes it locks the grant as `g` before its
 * quota rows; `room` is one row. Without a token there is always room.
 */
import type { NewUpload, ReserveOutcome } from '@landfall/core/ports'
import type { RunStatement } from '../connect.ts'
import { DEFAULT_OPEN_UNSIZED } from '../quota-defaults.ts'
import { fragment, sql } from './statement.ts'

export interface TokenParams {
  grantId: string | null
  maxFiles: number | null
  maxUnsized: number
}

export interface TokenRoomRow {
  for_file: boolean
  for_unsized: boolean
}

type Names = keyof TokenParams | 'actorId' | 'owner' | 'unsized'

/** With an owner, the owner's quota row counts what is open without a size. */
export const TOKEN_ROOM = fragment<Names>`
  room AS MATERIALIZED (
    SELECT
      ${'grantId'}::text IS NULL OR EXISTS (SELECT FROM g WHERE files_used < ${'maxFiles'}::int) AS for_file,
      CASE WHEN ${'grantId'}::text IS NULL OR ${'owner'}::text IS NOT NULL OR ${'unsized'}::int = 0 THEN true
      ELSE (
        SELECT count(*) FROM upload
         WHERE actor_id = ${'actorId'} AND file_size_bytes IS NULL AND status IN ('PENDING', 'IN_PROGRESS')
      ) < ${'maxUnsized'}::int END AS for_unsized
  )`

export const tokenParams = (grant: NewUpload['grant']): TokenParams => ({
  grantId: grant?.grantId ?? null,
  maxFiles: grant?.maxFiles ?? null,
  maxUnsized: DEFAULT_OPEN_UNSIZED.owner,
})

interface Counted {
  grantId: string | null
  owner: string | null
  unsized: number
}

export const countsOpenUnsized = ({ grantId, owner, unsized }: Counted): boolean =>
  grantId !== null && owner === null && unsized > 0

const LOCK_GRANT = sql<Counted>('lock-grant')`SELECT id FROM token_grant WHERE id = ${'grantId'} FOR UPDATE`

/** Open uploads are counted in a snapshot that is taken under the grant's lock: an older one would miss the twins. */
export async function afterGrant<TResult>(
  run: RunStatement,
  params: Counted,
  work: () => Promise<TResult>,
): Promise<TResult> {
  await run(LOCK_GRANT, params)
  return work()
}

export function tokenRefusalOf(
  row: TokenRoomRow,
  { grant }: Pick<NewUpload, 'grant'>,
): Exclude<ReserveOutcome, { outcome: 'reserved' }> | null {
  if (!row.for_file) return { outcome: 'too_many_files', limit: grant?.maxFiles ?? 0 }
  if (row.for_unsized) return null
  return { outcome: 'too_many_unsized', scope: 'token', limit: DEFAULT_OPEN_UNSIZED.owner }
}
