import type { LandfallError } from '../errors/landfall-error.ts'
import type { Sent } from './send-bytes.ts'

export type NextStep = 'put_again' | 'renew' | 'give_up'

/** Fresh URLs for one upload: for an expired URL, for bytes that arrived damaged, and no more. */
const MAX_RENEWALS = 2
/** PUTs that the store acknowledged and then did not have. */
const MAX_LOST_PUTS = 2

/** What a refused confirm (or a refused URL) asks for. Pure. */
export function nextStep(facts: {
  sent: Sent
  /** Of the confirm, or of the URL. */
  refusal: LandfallError
  renewals: number
  lostPuts: number
  canOpen: boolean
}): NextStep {
  const { sent, refusal, renewals, lostPuts, canOpen } = facts
  if (!canOpen) return 'give_up'
  const renewOnce = renewals < MAX_RENEWALS ? 'renew' : 'give_up'
  // Somebody else settled the upload with other bytes than ours: its state is final.
  if (refusal.details.settled_by !== undefined) return 'give_up'
  if (refusal.retry === 'after_renew') return renewOnce
  if (refusal.retry !== 'after_put') return 'give_up'
  // Nothing is there. After a PUT whose fate is unknown the key is given up: that PUT may still land on it.
  if (sent.kind !== 'stored') return renewOnce
  return lostPuts < MAX_LOST_PUTS ? 'put_again' : 'give_up'
}
