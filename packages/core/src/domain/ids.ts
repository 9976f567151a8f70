/** Prefixes of public ids; the random part is 16 characters of `[a-z0-9]` (about 82 bits). CONTRACT 0.13. */
export const ID_PREFIX = {
  organization: 'org_',
  namespace: 'ns_',
  apiKey: 'key_',
  bucket: 'bkt_',
  upload: 'upl_',
  object: 'obj_',
  blob: 'blob_',
  task: 'task_',
  session: 'ses_',
  grant: 'grt_',
  token: 'tok_',
  signingKey: 'sgn_',
} as const

export type IdKind = keyof typeof ID_PREFIX

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789'
const RANDOM_LENGTH = 16
/** Bytes from here on would make some letters likelier than others. */
const UNBIASED_BELOW = 256 - (256 % ALPHABET.length)

export function randomText(randomBytes: (count: number) => Uint8Array, length: number): string {
  let text = ''
  while (text.length < length) {
    for (const byte of randomBytes(length * 2)) {
      if (byte < UNBIASED_BELOW && text.length < length) text += ALPHABET[byte % ALPHABET.length]
    }
  }
  return text
}

export function createId(kind: IdKind, randomBytes: (count: number) => Uint8Array): string {
  return ID_PREFIX[kind] + randomText(randomBytes, RANDOM_LENGTH)
}
