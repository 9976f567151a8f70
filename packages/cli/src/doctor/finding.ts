import type { LandfallTrpc } from '@landfall/client'

/** One thing that was looked at, in the words of the API, which judges what it can see itself. */
export type StoreReport = Awaited<ReturnType<LandfallTrpc['admin']['inspectStore']['mutate']>>
export type Finding = StoreReport['findings'][number]

export const fine = (check: string, seen: string): Finding => ({ check, level: 'ok', seen, fix: null })

export const broken = (check: string, seen: string, fix: string): Finding => ({
  check,
  level: 'repair',
  seen,
  fix,
})
