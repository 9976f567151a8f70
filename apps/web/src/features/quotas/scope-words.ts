import type { ApiOutputs } from '#lib/trpc.ts'

export type QuotaRow = ApiOutputs['quotas']['list']['results'][number]

export const SCOPE_LABELS: Record<QuotaRow['scope'], string> = {
  organization: 'Organization',
  namespace: 'Namespace',
  bucket: 'Bucket',
  owner: 'Owner',
}

/** Whose room it is: the owner where there is one, else what carries the name. */
export function titleOf({ owner, name }: QuotaRow): string {
  return owner ?? name
}
