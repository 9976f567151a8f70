import type { TokenClaims } from '../domain/upload-token.ts'
import type { Clock, Ids } from '../ports/runtime.ts'
import type { TokenSigner } from '../ports/token-signer.ts'
import { sha256Hex } from './store/digests.ts'

/** Of a JWT's shape, with times where a client looks for them. The signature is of use to tests alone. */
export function createFakeTokenSigner(clock: Clock, ids: Ids): TokenSigner {
  return {
    newKey: () => ({ kid: ids.next('signingKey'), secret: new Uint8Array(32) }),
    sign: async (_key, claims) => {
      const times = { iat: claims.issuedAt.getTime() / 1000, exp: claims.expiresAt.getTime() / 1000 }
      const body = `${encode({ alg: 'test' })}.${encode({ ...claims, ...times })}`
      return `${body}.${sha256Hex(body)}`
    },
    verify: async token => {
      const [header, payload = '', signature] = token.split('.')
      if (signature !== sha256Hex(`${header}.${payload}`)) return { outcome: 'invalid' }
      const { iat, exp, ...claims } = JSON.parse(Buffer.from(payload, 'base64url').toString())
      if (exp * 1000 <= clock.now().getTime()) return { outcome: 'expired' }
      const issuedAt = new Date(iat * 1000)
      return {
        outcome: 'valid',
        claims: { ...claims, issuedAt, expiresAt: new Date(exp * 1000) } as TokenClaims,
      }
    },
  }
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
