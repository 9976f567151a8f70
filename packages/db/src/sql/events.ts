import { type Fragment, fragment } from './statement.ts'

/** As our wire has times, whatever the connection's time zone. */
export const isoTime = (column: Fragment<never>) =>
  fragment`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** What the timeline shows of a new attempt of `u`. */
export const ATTEMPT_DETAIL = fragment<'putKey'>`jsonb_build_object(
  'guard', u.guard, 's3_key', ${'putKey'}::text, 'file_size_bytes', u.file_size_bytes,
  'expires_at', ${isoTime(fragment`u.expires_at`)})`

/** Why `u` became SKIPPED. */
export const SKIPPED_DETAIL = fragment`jsonb_build_object('existing_object_id', existing_object_id)`
