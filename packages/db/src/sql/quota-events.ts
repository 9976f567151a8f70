import { type Fragment, fragment } from './statement.ts'

/**
 * Inserts an event for every share of a limit that was not reached before and is now, as `crossedThresholds` of the domain
 * has it. `changed` are quota rows as they were, with `was_limit_*`, `limit_*` as they are, and `now_used_*`. The rows are
 * locked, so a crossing is told by whoever crosses it and by nobody else.
 */
export const tellCrossings = <TName extends string>(changed: Fragment<TName>) => fragment<TName>`
  INSERT INTO quota_event (organization_id, namespace_id, scope, scope_id, owner, measure, percent, used, "limit")
  SELECT organization_id, namespace_id, scope, scope_id, owner, measure, percent, now_used, now_limit
  FROM (${changed}) AS changed
  CROSS JOIN LATERAL (VALUES
    ('bytes', used_bytes, was_limit_bytes, now_used_bytes, limit_bytes),
    ('objects', used_objects, was_limit_objects, now_used_objects, limit_objects)
  ) AS part (measure, was_used, was_limit, now_used, now_limit)
  CROSS JOIN (VALUES (80), (100)) AS mark (percent)
  WHERE now_limit > 0 AND now_used * 100 >= now_limit * percent
    AND NOT COALESCE(was_limit > 0 AND was_used * 100 >= was_limit * percent, false)
  ORDER BY scope_id, measure, percent`
