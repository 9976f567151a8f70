import type { DoomedKey } from '../../../ports/doomed-keys.ts'

export const DAY = 86_400

/** What a worker reports that looked at a doomed key and found no bytes. */
export const nothingThere = ({ keyId, isLast }: DoomedKey) => ({ keyId, isLast, found: null })
