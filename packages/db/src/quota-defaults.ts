/** How many uploads without a declared size may be open, CONTRACT 0.7. Written to `limit_unsized` of a new quota row. */
export const DEFAULT_OPEN_UNSIZED = { organization: 1_000, namespace: null, bucket: null, owner: 20 } as const
