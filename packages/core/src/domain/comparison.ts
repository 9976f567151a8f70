/** What a comparison of store and database counted. Bytes are those of the listed keys. */
export interface ComparisonFigures {
  keys: number
  bytes: number
  /** Keys without a row. */
  orphans: number
  orphan_bytes: number
  /** What callers asked to keep. */
  kept: number
  kept_bytes: number
  /** Served keys whose bytes are gone, and those whose bytes are back. */
  missing: number
  back: number
  /** Marks of other installations under our prefix: keys there may be theirs. */
  strangers: number
}

export const NOTHING_COMPARED: Readonly<ComparisonFigures> = {
  keys: 0,
  bytes: 0,
  orphans: 0,
  orphan_bytes: 0,
  kept: 0,
  kept_bytes: 0,
  missing: 0,
  back: 0,
  strangers: 0,
}

/** Without a sign of life for so long, whoever compared is gone, and its report counts as failed. */
export const COMPARISON_LEASE_SECONDS = 120
/** How long one that was asked for may wait for a worker. */
export const COMPARISON_PICKUP_SECONDS = 300
export const COMPARISON_ABANDONED =
  'The worker that compared ended before it was done, or none took it up: scan again'
