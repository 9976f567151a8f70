import { expect, test } from 'vitest'
import type { NewSession, NewSignInLink } from '../../ports/session-directory.ts'
import { newApiKey } from '../builders.ts'
import { testIds } from '../ids.ts'
import type { MakeDatabaseHarness } from './database-harness.ts'
import { databaseSuite, type Scene, tenantOf } from './database-suite.ts'

const newHash = () => testIds.random(64)
const newSession = (fields: Partial<NewSession> = {}): NewSession => ({
  sessionId: testIds.next('session'),
  tokenHash: newHash(),
  lifetimeSeconds: 3600,
  ...fields,
})

/** What every `SessionDirectory` does. */
export function sessionDirectoryContract(name: string, makeHarness: MakeDatabaseHarness): void {
  databaseSuite(`${name} keeps the SessionDirectory contract: links`, makeHarness, linkContract)
  databaseSuite(`${name} keeps the SessionDirectory contract: keys`, makeHarness, keyContract)
  databaseSuite(`${name} keeps the SessionDirectory contract: sessions`, makeHarness, sessionContract)
}

async function seedLink({ ports, place }: Scene, fields: Partial<NewSignInLink> = {}): Promise<string> {
  const link = {
    ...tenantOf(place),
    tokenHash: newHash(),
    permission: 'write' as const,
    isOperator: false,
    lifetimeSeconds: 600,
    actorId: 'key_test',
    ...fields,
  }
  await ports.sessions.createLink(link)
  return link.tokenHash
}

async function seedKey({ ports, place }: Scene, fields: Partial<Parameters<typeof newApiKey>[0]> = {}) {
  const key = newApiKey({ ...tenantOf(place), ...fields })
  await ports.tenants.createKey(key)
  return key
}

function linkContract(scene: () => Scene): void {
  test('opens a session of its tenant with its permission, which is no operator', async () => {
    const { ports, place } = scene()
    const link = await seedLink(scene(), { permission: 'read' })
    const session = newSession()
    const opened = await ports.sessions.redeemLink(link, session)
    expect(opened).toEqual({
      ...tenantOf(place),
      sessionId: session.sessionId,
      permission: 'read',
      isOperator: false,
      expiresAt: expect.any(Date),
    })
    expect(await ports.sessions.authenticate(session.tokenHash)).toEqual({
      ...tenantOf(place),
      kind: 'session',
      id: session.sessionId,
      allNamespaces: true,
      permission: 'read',
      isOperator: false,
    })
  })

  test('of an operator opens an operator’s session, which ends with the key that made it', async () => {
    const { ports } = scene()
    const { keyId } = await seedKey(scene(), { isOperator: true })
    const session = newSession()
    const link = await seedLink(scene(), { isOperator: true, actorId: keyId })
    expect(await ports.sessions.redeemLink(link, session)).toMatchObject({ isOperator: true })
    expect(await ports.sessions.authenticate(session.tokenHash)).toMatchObject({ isOperator: true })
    await scene().stage.revokeKey(keyId)
    expect(await ports.sessions.authenticate(session.tokenHash)).toBeNull()
  })

  test('works once', async () => {
    const { ports } = scene()
    const link = await seedLink(scene())
    expect(await ports.sessions.redeemLink(link, newSession())).not.toBeNull()
    const second = newSession()
    expect(await ports.sessions.redeemLink(link, second)).toBeNull()
    expect(await ports.sessions.authenticate(second.tokenHash)).toBeNull()
  })

  test('of ten that bring it at once, one is signed in', async () => {
    const { ports } = scene()
    const link = await seedLink(scene())
    const sessions = Array.from({ length: 10 }, () => newSession())
    const opened = await Promise.all(sessions.map(session => ports.sessions.redeemLink(link, session)))
    expect(opened.filter(Boolean)).toHaveLength(1)
    const actors = await Promise.all(sessions.map(({ tokenHash }) => ports.sessions.authenticate(tokenHash)))
    expect(actors.filter(Boolean)).toHaveLength(1)
  })

  test('ends with its time, and says when', async () => {
    const { ports, place, stage } = scene()
    const may = { permission: 'admin', isOperator: false, actorId: 'a' } as const
    const link = { ...tenantOf(place), ...may, tokenHash: newHash() }
    const early = await ports.sessions.createLink({ ...link, lifetimeSeconds: 60 })
    const late = await ports.sessions.createLink({ ...link, tokenHash: newHash(), lifetimeSeconds: 3660 })
    const gap = late.expiresAt.getTime() - early.expiresAt.getTime()
    expect(Math.abs(gap - 3_600_000)).toBeLessThan(30_000)
    await stage.elapse(61)
    expect(await ports.sessions.redeemLink(link.tokenHash, newSession())).toBeNull()
  })

  test('that never was one opens nothing', async () => {
    const { ports } = scene()
    await seedLink(scene())
    expect(await ports.sessions.redeemLink(newHash(), newSession())).toBeNull()
  })

  test('outlives the ones that expired before it', async () => {
    const { ports, stage } = scene()
    await seedLink(scene(), { lifetimeSeconds: 60 })
    const living = await seedLink(scene(), { lifetimeSeconds: 7200 })
    await stage.elapse(3600)
    await seedLink(scene())
    expect(await ports.sessions.redeemLink(living, newSession())).not.toBeNull()
  })
}

function keyContract(scene: () => Scene): void {
  test.each([
    { permission: 'read', isOperator: false },
    { permission: 'admin', isOperator: true },
    { permission: 'admin', isOperator: false, allNamespaces: true },
  ] as const)('a key opens a session that may do what it may: %o', async rights => {
    const { ports, place } = scene()
    const key = await seedKey(scene(), rights)
    const session = newSession()
    const { allNamespaces, permission, isOperator } = key
    expect(await ports.sessions.createSessionForKey(key.hash, session)).toMatchObject({
      ...tenantOf(place),
      ...{ permission, isOperator },
    })
    expect(await ports.sessions.authenticate(session.tokenHash)).toEqual({
      ...tenantOf(place),
      ...{ allNamespaces, permission, isOperator },
      kind: 'session',
      id: session.sessionId,
      keyId: key.keyId,
    })
  })

  test('its session ends with the key, and no other does', async () => {
    const { ports, stage } = scene()
    const [revoked, other] = [await seedKey(scene()), await seedKey(scene())]
    const [ended, kept] = [newSession(), newSession()]
    await ports.sessions.createSessionForKey(revoked.hash, ended)
    await ports.sessions.createSessionForKey(other.hash, kept)
    await stage.revokeKey(revoked.keyId)
    expect(await ports.sessions.authenticate(ended.tokenHash)).toBeNull()
    expect(await ports.sessions.authenticate(kept.tokenHash)).not.toBeNull()
  })

  test('what its links open ends with the key, and so do the links of those sessions', async () => {
    const { ports, stage } = scene()
    const key = await seedKey(scene())
    const [first, second, other] = [newSession(), newSession(), newSession()]
    await ports.sessions.redeemLink(await seedLink(scene(), { actorId: key.keyId }), first)
    await ports.sessions.redeemLink(await seedLink(scene(), { actorId: first.sessionId }), second)
    await ports.sessions.redeemLink(await seedLink(scene()), other)
    for (const { tokenHash } of [first, second])
      expect(await ports.sessions.authenticate(tokenHash)).toMatchObject({
        keyId: key.keyId,
        allNamespaces: false,
      })
    await stage.revokeKey(key.keyId)
    expect(await ports.sessions.authenticate(first.tokenHash)).toBeNull()
    expect(await ports.sessions.authenticate(second.tokenHash)).toBeNull()
    expect(await ports.sessions.authenticate(other.tokenHash)).not.toBeNull()
  })

  test('a revoked key and an unknown one open nothing', async () => {
    const { ports, stage } = scene()
    const key = await seedKey(scene())
    await stage.revokeKey(key.keyId)
    const session = newSession()
    expect(await ports.sessions.createSessionForKey(key.hash, session)).toBeNull()
    expect(await ports.sessions.createSessionForKey(newHash(), session)).toBeNull()
    expect(await ports.sessions.authenticate(session.tokenHash)).toBeNull()
  })
}

function sessionContract(scene: () => Scene): void {
  const open = async (fields: Partial<NewSession> = {}) => {
    const session = newSession(fields)
    await scene().ports.sessions.redeemLink(await seedLink(scene()), session)
    return session.tokenHash
  }

  test('lasts as long as it was given', async () => {
    const { ports, stage } = scene()
    const token = await open({ lifetimeSeconds: 7200 })
    await stage.elapse(7000)
    expect(await ports.sessions.authenticate(token)).not.toBeNull()
    await stage.elapse(300)
    expect(await ports.sessions.authenticate(token)).toBeNull()
  })

  test('ends when it is ended, alone; twice is once', async () => {
    const { ports } = scene()
    const [ended, kept] = [await open(), await open()]
    await ports.sessions.end(ended)
    await ports.sessions.end(ended)
    expect(await ports.sessions.authenticate(ended)).toBeNull()
    expect(await ports.sessions.authenticate(kept)).not.toBeNull()
  })

  test('is nobody else’s: an unknown token is nobody', async () => {
    await open()
    expect(await scene().ports.sessions.authenticate(newHash())).toBeNull()
  })
}
