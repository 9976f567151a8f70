import type { TokenClaims } from '../domain/upload-token.ts'
import type { SigningKey } from './token-directory.ts'

/** JSON Web Tokens, and nothing about who may have one. */
export interface TokenSigner {
  newKey(): SigningKey
  sign(key: SigningKey, claims: TokenClaims): Promise<string>
  /**
   * Signature, issuer, audience and times. Only a token with a good signature is `expired`; everything else that is
   * wrong with one is `invalid`, without saying what.
   */
  verify(
    token: string,
  ): Promise<{ outcome: 'valid'; claims: TokenClaims } | { outcome: 'expired' } | { outcome: 'invalid' }>
}
