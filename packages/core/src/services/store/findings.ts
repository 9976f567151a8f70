/**
 * What somebody who looks after an installation reads: one finding per thing that was looked at. `repair`: something is
 * broken or will lose bytes until it is changed. `advice`: it works, and would work better. `unknown`: not found out.
 */
export interface StoreFinding {
  check: string
  level: 'ok' | 'advice' | 'repair' | 'unknown'
  seen: string
  /** What to do, commands included; `null` where there is nothing to do. */
  fix: string | null
}

export const fine = (check: string, seen: string): StoreFinding => ({ check, level: 'ok', seen, fix: null })
