import type { Random } from '../lib/random.ts'

const SHARED_FILES = 12

export const smallFile = (random: Random) => random.bytes(random.between(1, 60_000))

/** What many send: for duplicates. */
export const makeSharedFiles = (random: Random) =>
  Array.from({ length: SHARED_FILES }, () => random.bytes(random.between(1_000, 20_000)))
