import { randomBytes } from 'node:crypto'
import { NULL_VERSION } from './object-meta.ts'

/**
 * Version ids are opaque to clients. Ours begin with the sequence, so that a list can go on behind a version that has
 * been deleted since, and are lower-case hex, since they are part of file names.
 */
const SEQUENCE_DIGITS = 14
const RANDOM_BYTES = 9
const FORM = /^[0-9a-f]{32}$/

export function newVersionId(sequence: number): string {
  return sequence.toString(16).padStart(SEQUENCE_DIGITS, '0') + randomBytes(RANDOM_BYTES).toString('hex')
}

export function isVersionId(text: string): boolean {
  return text === NULL_VERSION || FORM.test(text)
}

/** undefined for the null version, whose id says nothing of its time. */
export function sequenceOf(versionId: string): number | undefined {
  return versionId === NULL_VERSION ? undefined : Number.parseInt(versionId.slice(0, SEQUENCE_DIGITS), 16)
}
