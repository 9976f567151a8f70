import { describe, expect, it } from 'vitest'
import type { Actor } from './actor.ts'
import { readsContent, seesUpload, tokenActorId } from './upload-token.ts'

const GRANT = { grantId: 'grt_1', issuerId: 'key_1', bucketId: 'bkt_1', owner: 'ada' }

const RIGHTS = {
  grantId: 'grt_1',
  bucketId: 'bkt_1',
  owner: 'ada',
  maxFiles: 1,
  maxFileBytes: null,
  contentTypes: [],
  metadata: null,
  objectMetadata: null,
  allowsContent: false,
}

const key: Actor = {
  kind: 'key',
  id: 'key_1',
  organizationId: 'org_1',
  namespaceId: 'ns_1',
  permission: 'write',
  isOperator: false,
}
const token: Actor = { ...key, kind: 'token', id: tokenActorId(GRANT), token: RIGHTS }

describe('the actor that a token is', () => {
  it('is the same for every grant of an issuer, bucket and owner', () => {
    expect(tokenActorId({ ...GRANT, grantId: 'grt_2' })).toBe(tokenActorId(GRANT))
  })

  it.each([{ owner: 'bob' }, { owner: '' }, { bucketId: 'bkt_2' }, { issuerId: 'key_2' }])(
    'is another one with %o',
    other => {
      expect(tokenActorId({ ...GRANT, ...other })).not.toBe(tokenActorId(GRANT))
    },
  )

  it('is its grant alone without an owner', () => {
    const first = tokenActorId({ ...GRANT, owner: null })
    expect(tokenActorId({ ...GRANT, owner: null, issuerId: 'key_2' })).toBe(first)
    expect(tokenActorId({ ...GRANT, owner: null, grantId: 'grt_2' })).not.toBe(first)
  })
})

describe('what a token sees', () => {
  it.each([
    ['its own upload', { actorId: token.id, bucketId: 'bkt_1' }, true],
    ['its own in another bucket', { actorId: token.id, bucketId: 'bkt_2' }, false],
    ['its issuer’s', { actorId: 'key_1', bucketId: 'bkt_1' }, false],
    ['another owner’s', { actorId: 'key_1/bkt_1/bob', bucketId: 'bkt_1' }, false],
  ])('%s', (_what, upload, isSeen) => {
    expect(seesUpload(token, upload)).toBe(isSeen)
    expect(seesUpload(key, upload)).toBe(true)
  })

  it('is content only where it was minted so', () => {
    expect(readsContent(token)).toBe(false)
    expect(readsContent({ ...token, token: { ...RIGHTS, allowsContent: true } })).toBe(true)
    expect(readsContent(key)).toBe(true)
  })
})
