import { describe, expect, it } from 'vitest'
import { answerProblems, preflightProblems } from './judge-cors.ts'

const ORIGIN = 'https://app.test'
const GOOD = {
  'access-control-allow-origin': ORIGIN,
  'access-control-allow-methods': 'PUT, GET, HEAD',
  'access-control-allow-headers': 'Content-Type, If-None-Match, x-amz-checksum-sha256',
  'access-control-expose-headers': 'ETag',
}
const answer = (change: Record<string, string> = {}, status = 200) => ({
  status,
  headers: new Headers({ ...GOOD, ...change }),
})

describe('what a browser makes of the answers', () => {
  it('is nothing bad where all is allowed, by name or by star', () => {
    expect(preflightProblems(answer(), ORIGIN)).toEqual([])
    const stars = Object.fromEntries(Object.keys(GOOD).map(name => [name, '*']))
    expect(preflightProblems(answer(stars, 204), ORIGIN)).toEqual([])
    for (const what of ['PUT', 'GET'] as const)
      expect(answerProblems(answer(stars), ORIGIN, what)).toEqual([])
  })

  it.each([
    [answer({}, 403), 'a preflight is answered 403'],
    [answer({ 'access-control-allow-origin': 'https://other.test' }), 'allows the origin https://other.test'],
    [answer({ 'access-control-allow-origin': '' }), 'allows the origin'],
    [answer({ 'access-control-allow-methods': 'GET' }), 'PUT is not among AllowedMethods'],
    [
      answer({ 'access-control-allow-headers': 'content-type' }),
      'lacks if-none-match, x-amz-checksum-sha256',
    ],
  ])('names what a preflight lacks', (preflight, problem) => {
    expect(preflightProblems(preflight, ORIGIN).join()).toContain(problem)
  })

  it('asks for the ETag of a PUT alone', () => {
    const hidden = answer({ 'access-control-expose-headers': 'x-amz-version-id' })
    expect(answerProblems(hidden, ORIGIN, 'PUT').join()).toContain('ETag is not among ExposeHeaders')
    expect(answerProblems(hidden, ORIGIN, 'GET')).toEqual([])
  })
})
