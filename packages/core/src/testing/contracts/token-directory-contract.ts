import { expect, test } from 'vitest'
import type { NewUploadToken } from '../../ports/token-directory.ts'
import { SIGNING_KEY_SECONDS } from '../../wire/limits.ts'
import { seedBucket, seedPlace } from '../builders.ts'
import { testIds } from '../ids.ts'
import type { MakeDatabaseHarness } from './database-harness.ts'
import { databaseSuite, type Scene, tenantOf } from './database-suite.ts'
import { newSigningKey, seedToken } from './seed-token.ts'

const DAY = 86_400

/** What every `TokenDirectory` does. */
export function tokenDirectoryContract(name: string, makeHarness: MakeDatabaseHarness): void {
  databaseSuite(`${name} keep the TokenDirectory contract: tokens`, makeHarness, tokenContract)
  databaseSuite(`${name} keep the TokenDirectory contract: continuing`, makeHarness, continueContract)
  databaseSuite(`${name} keep the TokenDirectory contract: signing keys`, makeHarness, keyContract)
}

const standing = ({ ports }: Scene, { tokenHash }: NewUploadToken, namespaceRef: string | null = null) =>
  ports.tokens.authenticate(tokenHash, namespaceRef)

function tokenContract(scene: () => Scene): void {
  test('is its tenant, its grant and its issuer', async () => {
    const token = await seedToken(scene(), { owner: 'ada' })
    const { grantId, issuerId, bucketId, owner } = token
    expect(token.isContinued).toBe(false)
    expect(await standing(scene(), token)).toEqual({
      outcome: 'live',
      tenant: tenantOf(scene().place),
      grant: { grantId, issuerId, bucketId, owner },
    })
  })

  test('that never was one is unknown', async () => {
    await seedToken(scene())
    const asked = await scene().ports.tokens.authenticate(testIds.random(64), null)
    expect(asked).toEqual({ outcome: 'unknown' })
  })

  test('is of its own namespace, by id or by name', async () => {
    const token = await seedToken(scene())
    const { namespaceId, organizationId } = scene().place
    await scene().stage.addNamespace({ namespaceId: 'ns_other', organizationId, name: 'other' })
    const outcomes = []
    for (const ref of [namespaceId, 'default', 'ns_other', 'other', 'none'])
      outcomes.push((await standing(scene(), token, ref)).outcome)
    expect(outcomes).toEqual(['live', 'live', ...Array(3).fill('namespace_unknown')])
  })

  test('ends with its time', async () => {
    const token = await seedToken(scene(), { lifetimeSeconds: 3600 })
    await scene().stage.elapse(3500)
    expect((await standing(scene(), token)).outcome).toBe('live')
    await scene().stage.elapse(200)
    expect((await standing(scene(), token)).outcome).toBe('expired')
  })

  test('ends when it is revoked, alone, and by its own tenant', async () => {
    const { ports, place } = scene()
    const [token, other] = [await seedToken(scene()), await seedToken(scene())]
    const stranger = await seedPlace(ports)
    expect(await ports.tokens.revoke(stranger, token.tokenId)).toBe(false)
    expect((await standing(scene(), token)).outcome).toBe('live')
    expect(await ports.tokens.revoke(place, token.tokenId)).toBe(true)
    expect(await ports.tokens.revoke(place, token.tokenId)).toBe(true)
    expect(await ports.tokens.revoke(place, 'tok_unknown')).toBe(false)
    expect((await standing(scene(), token)).outcome).toBe('revoked')
    expect((await standing(scene(), other)).outcome).toBe('live')
  })

  test('is unknown once its bucket was deleted', async () => {
    const { ports, place } = scene()
    const token = await seedToken(scene())
    await ports.tasks.startBucketDelete({ ...place, taskId: testIds.next('task') })
    expect((await standing(scene(), token)).outcome).toBe('live')
    expect(await ports.buckets.finishDelete(place.bucketId)).toBe(true)
    expect(await standing(scene(), token)).toEqual({ outcome: 'unknown' })
  })

  test('ends with the key that minted it', async () => {
    const [token, other] = [await seedToken(scene()), await seedToken(scene())]
    await scene().stage.revokeKey(token.issuerId)
    expect((await standing(scene(), token)).outcome).toBe('revoked')
    expect((await standing(scene(), other)).outcome).toBe('live')
  })

  test('is forgotten when nothing can continue it any more', async () => {
    const { ports, stage } = scene()
    const token = await seedToken(scene(), { lifetimeSeconds: 60 })
    await stage.elapse(DAY)
    expect(await ports.tokens.forgetExpired()).toBe(0)
    expect((await standing(scene(), token)).outcome).toBe('expired')
    await stage.elapse(120)
    const living = await seedToken(scene())
    expect(await ports.tokens.forgetExpired()).toBe(1)
    expect((await standing(scene(), token)).outcome).toBe('unknown')
    expect((await standing(scene(), living)).outcome).toBe('live')
  })
}

function continueContract(scene: () => Scene): void {
  const continued = async (before: NewUploadToken, fields: Partial<NewUploadToken> = {}) => {
    const { issuerId, owner, tokenHash: continuesHash } = before
    return seedToken(scene(), { issuerId, owner, continuesHash, ...fields })
  }

  test('the token after it has its grant', async () => {
    const first = await seedToken(scene())
    const second = await continued(first)
    const third = await continued(second)
    expect([second, third]).toMatchObject([
      { grantId: first.grantId, isContinued: true },
      { grantId: first.grantId, isContinued: true },
    ])
    expect((await standing(scene(), first)).outcome).toBe('live')
    expect(await standing(scene(), third)).toMatchObject({ grant: { grantId: first.grantId } })
  })

  test('an expired one goes on for a day, and then begins anew', async () => {
    const { stage } = scene()
    const first = await seedToken(scene(), { lifetimeSeconds: 60 })
    await stage.elapse(DAY)
    expect(await continued(first)).toMatchObject({ isContinued: true })
    await stage.elapse(120)
    expect(await continued(first)).toMatchObject({ isContinued: false })
  })

  test('not for another owner, issuer, bucket or tenant', async () => {
    const { ports, place } = scene()
    const first = await seedToken(scene(), { owner: 'ada' })
    const other = await seedBucket(ports, tenantOf(place))
    const stranger = await seedPlace(ports)
    for (const fields of [
      { owner: 'bob' },
      { owner: null },
      { issuerId: testIds.next('apiKey') },
      { bucketId: other.bucketId },
      stranger,
    ])
      expect(await continued(first, fields)).toMatchObject({ isContinued: false })
    expect(await continued(first)).toMatchObject({ isContinued: true })
  })

  test('not a revoked one, and not what never was one', async () => {
    const { ports, place } = scene()
    const first = await seedToken(scene())
    await ports.tokens.revoke(place, first.tokenId)
    expect(await continued(first)).toMatchObject({ isContinued: false })
    expect(await seedToken(scene(), { continuesHash: testIds.random(64) })).toMatchObject({
      isContinued: false,
    })
  })
}

function keyContract(scene: () => Scene): void {
  test('the first that is needed is made, and everybody signs with it', async () => {
    const { tokens } = scene().ports
    const candidate = newSigningKey()
    const { kid, secret } = await tokens.signingKey(candidate)
    expect({ kid, secret: Buffer.from(secret) }).toEqual({
      kid: candidate.kid,
      secret: Buffer.from(candidate.secret),
    })
    expect((await tokens.signingKey(newSigningKey())).kid).toBe(kid)
    expect(Buffer.from((await tokens.findSecret(kid)) ?? [])).toEqual(Buffer.from(candidate.secret))
    expect(await tokens.findSecret('sgn_unknown')).toBeNull()
  })

  test('after a month another one signs, and the one before verifies what is out', async () => {
    const { ports, stage } = scene()
    const first = await ports.tokens.signingKey(newSigningKey())
    await stage.elapse(SIGNING_KEY_SECONDS - 60)
    const token = await seedToken(scene(), { lifetimeSeconds: 2 * DAY })
    expect(token.kid).toBe(first.kid)
    await stage.elapse(120)
    expect((await ports.tokens.signingKey(newSigningKey())).kid).not.toBe(first.kid)
    await stage.elapse(DAY - 120)
    expect((await standing(scene(), token)).outcome).toBe('live')
    await stage.elapse(240)
    expect((await standing(scene(), token)).outcome).toBe('revoked')
  })

  test('rotated, end every token at once', async () => {
    const { tokens } = scene().ports
    const token = await seedToken(scene())
    const next = newSigningKey()
    expect(await tokens.rotate(next, 0)).toEqual({ retiredKeys: 1 })
    expect((await standing(scene(), token)).outcome).toBe('revoked')
    expect((await tokens.signingKey(newSigningKey())).kid).toBe(next.kid)
    const after = await seedToken(scene())
    expect((await standing(scene(), after)).outcome).toBe('live')
  })

  test('rotated with patience, let tokens live to their end, unless they are rotated again', async () => {
    const { tokens } = scene().ports
    const token = await seedToken(scene())
    await tokens.rotate(newSigningKey(), DAY)
    expect((await standing(scene(), token)).outcome).toBe('live')
    expect(await tokens.rotate(newSigningKey(), 0)).toEqual({ retiredKeys: 2 })
    expect((await standing(scene(), token)).outcome).toBe('revoked')
  })
}
