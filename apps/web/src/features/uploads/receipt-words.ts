import type { Receipt } from './hooks/use-upload.ts'

/** How much a comparison says: equal, not asked for, or asked for and not possible. */
export type Outcome = 'equal' | 'not_compared' | 'impossible'

interface Line {
  what: string
  outcome: Outcome
  words: string
}

const SIZE: Record<Receipt['size'], Omit<Line, 'what'>> = {
  matched: { outcome: 'equal', words: 'The store holds exactly as many bytes as were announced.' },
  observed_only: { outcome: 'not_compared', words: 'No size was announced; the store’s own was taken.' },
}

const ETAG: Record<Receipt['etag'], Omit<Line, 'what'>> = {
  matched: { outcome: 'equal', words: 'The store’s fingerprint is the one that the sender was given.' },
  not_claimed: { outcome: 'not_compared', words: 'The sender named no ETag.' },
  unavailable: {
    outcome: 'impossible',
    words: 'The sender named an ETag of its parts, but this store makes its own in another way.',
  },
}

const CHECKSUM: Record<Receipt['checksum'], Omit<Line, 'what'>> = {
  matched: {
    outcome: 'equal',
    words: 'The digest that the sender computed is the digest of what is stored.',
  },
  not_claimed: { outcome: 'not_compared', words: 'The sender named no checksum.' },
  unavailable: {
    outcome: 'impossible',
    words: 'The sender named a checksum, but this store has none to compare it with.',
  },
}

export function comparisonsOf(receipt: Receipt): Line[] {
  return [
    { what: 'Size', ...SIZE[receipt.size] },
    { what: 'ETag', ...ETAG[receipt.etag] },
    { what: 'Checksum', ...CHECKSUM[receipt.checksum] },
  ]
}

export const GUARD_WORDS: Record<Receipt['guard'], { title: string; words: string }> = {
  CONDITIONAL: {
    title: 'Written once',
    words: 'The store itself refuses a second file at this address, so nobody can replace what was verified.',
  },
  SEALED: {
    title: 'Sealed',
    words:
      'The bytes were copied to a place that no address was ever given out for, and the copy is what was verified. Whoever still holds the upload address cannot change it.',
  },
  SERVER: {
    title: 'Completed by the server',
    words: 'Landfall put the parts together itself; the addresses they were sent to are dead.',
  },
}

export const SETTLED_BY_WORDS: Record<Receipt['settled_by'], string> = {
  client: 'the sender’s own confirm',
  event: 'a message from the store',
  sweep: 'Landfall’s own look into the store',
  batch: 'a batch confirm',
}
