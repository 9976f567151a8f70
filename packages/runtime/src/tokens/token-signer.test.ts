import type { TokenClaims } from '@landfall/core/domain'
import type { SigningKey } from '@landfall/core/ports'
import { CompactSign, decodeJwt, decodeProtectedHeader, SignJWT, UnsecuredJWT } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { createTokenSigner } from './token-signer.ts'

const NOW = new Date('2026-11-22T12:00:00Z')
const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1000)

const CLAIMS: TokenClaims = {
  tokenId: 'tok_1',
  issuedAt: NOW,
  expiresAt: after(900),
  bucketId: 'bkt_1',
  owner: 'Åda',
  maxFiles: 3,
  maxFileBytes: 1000,
  contentTypes: ['image/*'],
  metadata: { album: 7 },
  objectMetadata: null,
  allowsContent: true,
}

let now = NOW
let asked: string[] = []
let keys: SigningKey[] = []
const signer = createTokenSigner({
  clock: { now: () => now },
  findSecret: async kid => {
    asked.push(kid)
    return keys.find(key => key.kid === kid)?.secret ?? null
  },
})
const key = signer.newKey()

beforeEach(() => {
  now = NOW
  asked = []
  keys = [key]
})

/** A token that is signed well and says something else. */
const forge = (
  change: object,
  { secret, ...header }: { secret?: Uint8Array; [name: string]: unknown } = {},
) => {
  const payload = { ...decodeJwt(good), ...change }
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT', kid: key.kid, ...header })
    .sign(secret ?? key.secret)
}
const good = await signer.sign(key, CLAIMS)

describe('a token', () => {
  it('says what it was signed with', async () => {
    expect(await signer.verify(good)).toEqual({ outcome: 'valid', claims: CLAIMS })
    expect(decodeProtectedHeader(good)).toEqual({ alg: 'HS256', typ: 'JWT', kid: key.kid })
    expect(decodeJwt(good)).toMatchObject({
      iss: 'landfall',
      aud: 'landfall-uploads',
      jti: 'tok_1',
      nbf: NOW.getTime() / 1000,
    })
  })

  it('of a key that is not known yet is looked up once', async () => {
    const fresh = signer.newKey()
    keys.push(fresh)
    const token = await signer.sign(fresh, CLAIMS)
    for (let time = 0; time < 3; time += 1)
      expect(await signer.verify(token)).toMatchObject({ outcome: 'valid' })
    expect(asked).toEqual([fresh.kid])
  })

  it('is expired a minute after its end, for clocks are never equal, and not yet valid a minute before its begin', async () => {
    for (const [seconds, outcome] of [
      [-61, 'invalid'],
      [-59, 'valid'],
      [959, 'valid'],
      [960, 'expired'],
    ] as const) {
      now = after(seconds)
      expect([seconds, (await signer.verify(good)).outcome]).toEqual([seconds, outcome])
    }
  })

  const [header = '', payload = '', signature = ''] = good.split('.')
  const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const greedy = base64({ ...decodeJwt(good), max_files: 9999 })
  const forged: [string, () => string | Promise<string>][] = [
    ['no algorithm', () => new UnsecuredJWT(decodeJwt(good)).encode()],
    ['no algorithm, with the key named', () => `${base64({ alg: 'none', kid: key.kid })}.${payload}.`],
    [
      'no algorithm and a signature',
      () => `${base64({ alg: 'none', kid: key.kid })}.${payload}.${signature}`,
    ],
    ['no signature', () => `${header}.${payload}.`],
    ['another payload', () => `${header}.${greedy}.${signature}`],
    ['another secret', () => forge({}, { secret: new Uint8Array(32) })],
    ['another algorithm', () => forge({}, { alg: 'HS512', secret: new Uint8Array(64) })],
    ['no key named', () => forge({}, { kid: undefined })],
    ['an unknown key', () => forge({}, { kid: 'sgn_0000000000000000' })],
    ['a key that is a path', () => forge({}, { kid: '../../dev/null' })],
    ['another issuer', () => forge({ iss: 'landfall.example' })],
    ['another audience', () => forge({ aud: 'landfall-admin' })],
    ['no audience', () => forge({ aud: undefined })],
    ['no end', () => forge({ exp: undefined })],
    ['no begin', () => forge({ nbf: undefined })],
    ['no id', () => forge({ jti: undefined })],
    ['a begin in an hour', () => forge({ nbf: NOW.getTime() / 1000 + 3600 })],
    ['claims of another kind', () => forge({ max_files: 'many' })],
    [
      'no claims',
      () =>
        new CompactSign(new TextEncoder().encode('[]'))
          .setProtectedHeader({ alg: 'HS256', kid: key.kid })
          .sign(key.secret),
    ],
    ['nothing in it', () => '..'],
    ['one part', () => 'sk_key'],
  ]

  it.each(forged)('with %s is invalid', async (_what, make) => {
    expect(await signer.verify(await make())).toEqual({ outcome: 'invalid' })
  })

  it('that is expired and forged is invalid', async () => {
    now = after(3600)
    expect(await signer.verify(await forge({}, { secret: new Uint8Array(32) }))).toEqual({
      outcome: 'invalid',
    })
    expect(await signer.verify(await forge({ aud: 'other' }))).toEqual({ outcome: 'invalid' })
  })

  it('fails with the database, instead of being called invalid', async () => {
    const broken = createTokenSigner({
      clock: { now: () => now },
      findSecret: () => Promise.reject(new Error('no database')),
    })
    await expect(broken.verify(good)).rejects.toThrow('no database')
  })
})
