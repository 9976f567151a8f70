import { describe, expect, it } from 'vitest'
import type { PutOutcome } from '../send-put/send-put.ts'
import { judgePut } from './judge-put.ts'

const answered = (status: number, storeCode: string | null = null): PutOutcome => ({
  kind: 'answered',
  status,
  storeCode,
  storeMessage: null,
  etag: '"e"',
  retryAfterMs: null,
})

describe('judgePut', () => {
  it.each([
    [200, null, 'stored'],
    [204, null, 'stored'],
    [300, null, 'refused'],
    [307, 'TemporaryRedirect', 'refused'],
    [400, 'BadDigest', 'send_again'],
    [400, 'XAmzContentSHA256Mismatch', 'send_again'],
    [400, 'IncompleteBody', 'send_again'],
    [400, 'RequestTimeout', 'send_again'],
    [400, 'ExpiredToken', 'url_refused'],
    [400, 'EntityTooLarge', 'refused'],
    [400, null, 'refused'],
    [403, 'AccessDenied', 'url_refused'],
    [403, 'SignatureDoesNotMatch', 'url_refused'],
    [403, null, 'url_refused'],
    [404, 'NoSuchBucket', 'refused'],
    [409, 'ConditionalRequestConflict', 'send_again'],
    [409, null, 'refused'],
    [412, 'PreconditionFailed', 'exists'],
    [429, null, 'send_again'],
    [500, 'InternalError', 'send_again'],
    [503, 'SlowDown', 'send_again'],
  ])('takes %d %s as %s', (status, code, kind) => {
    expect(judgePut(answered(status, code), false).kind).toBe(kind)
  })

  it('takes bytes as possibly stored only where the store may have had them all', () => {
    const mayBeStored = (outcome: PutOutcome) => {
      const verdict = judgePut(outcome, false)
      return verdict.kind === 'send_again' && verdict.mayBeStored
    }
    expect(mayBeStored({ kind: 'unanswered', cause: null })).toBe(true)
    expect(mayBeStored(answered(500))).toBe(true)
    expect(mayBeStored(answered(429))).toBe(false)
    expect(mayBeStored(answered(400, 'BadDigest'))).toBe(false)
  })

  it('says what to look at where a browser hides the reason, and the reason where there is one', () => {
    const cause = new Error('ECONNREFUSED')
    const hidden = judgePut({ kind: 'unanswered', cause: null }, true)
    const known = judgePut({ kind: 'unanswered', cause }, false)
    expect(hidden).toMatchObject({
      failure: { code: 'CORS_HINT', message: expect.stringContaining('CORS rule') },
    })
    expect(known).toMatchObject({
      failure: { code: 'NETWORK', message: expect.stringContaining('ECONNREFUSED'), cause },
    })
  })
})
