import type { ApiOutputs } from '#lib/trpc.ts'

/** As far as a session tells: by which key, and where the files go. */
export type Person = Pick<
  ApiOutputs['sessions']['current'],
  'kind' | 'subject_id' | 'organization_id' | 'namespace_id'
>

/** Files go on only for whoever chose them; where that is not known, for nobody. */
export const isSamePerson = (before: Person | undefined, now: Person): boolean =>
  before !== undefined &&
  before.kind === now.kind &&
  before.subject_id === now.subject_id &&
  before.organization_id === now.organization_id &&
  before.namespace_id === now.namespace_id
