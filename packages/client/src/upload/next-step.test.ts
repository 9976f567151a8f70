import { describe, expect, it } from 'vitest'
import { LandfallError, type Retry } from '../errors/landfall-error.ts'
import { nextStep } from './next-step.ts'
import type { Sent } from './send-bytes.ts'

const failure = new LandfallError({ code: 'NETWORK', message: 'away' })
const stored: Sent = { kind: 'stored', etag: 'e' }
const uncertain: Sent = { kind: 'uncertain', failure }
const urlRefused: Sent = { kind: 'url_refused', failure }
const refusal = (retry: Retry, details = {}) => new LandfallError({ code: 'X', message: 'x', retry, details })

const step = (sent: Sent, error: LandfallError, facts: Partial<Parameters<typeof nextStep>[0]> = {}) =>
  nextStep({ sent, refusal: error, renewals: 0, lostPuts: 0, canOpen: true, ...facts })

describe('nextStep', () => {
  it.each<[string, Sent, Retry, string]>([
    ['other bytes are there', stored, 'after_renew', 'renew'],
    ['other bytes are there, perhaps ours', uncertain, 'after_renew', 'renew'],
    ['the URL was refused', urlRefused, 'after_renew', 'renew'],
    ['nothing is there although it was stored', stored, 'after_put', 'put_again'],
    ['nothing is there after a PUT of unknown fate', uncertain, 'after_put', 'renew'],
    ['it is final', stored, 'never', 'give_up'],
    ['the retries of the call itself are used up', stored, 'same_request', 'give_up'],
  ])('when %s', (_, ...[sent, retry, expected]) => {
    expect(step(sent, refusal(retry))).toBe(expected)
  })

  it('renews twice and puts a lost file again twice, no more', () => {
    expect(step(stored, refusal('after_renew'), { renewals: 1 })).toBe('renew')
    expect(step(stored, refusal('after_renew'), { renewals: 2 })).toBe('give_up')
    expect(step(stored, refusal('after_put'), { lostPuts: 1 })).toBe('put_again')
    expect(step(stored, refusal('after_put'), { lostPuts: 2 })).toBe('give_up')
  })

  it('gives up a source that cannot be read again, and an upload that somebody else settled', () => {
    expect(step(stored, refusal('after_renew'), { canOpen: false })).toBe('give_up')
    expect(step(stored, refusal('after_renew', { settled_by: 'sweep' }))).toBe('give_up')
  })
})
