import {
  authenticateSession,
  createSignInLink,
  redeemSignInLink,
  signInWithKey,
  signOut,
} from '@landfall/core/services'
import { createTestServices, type TestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'

const accepted = <TValue>(result: { ok: true; value: TValue } | { ok: false; error: unknown }): TValue => {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`)
  return result.value
}

/** Everything the database holds, as text. */
const stored = ({ db }: TestServices) =>
  JSON.stringify([[...db.tables.sessions.entries()], [...db.tables.signInLinks.entries()]])

describe('a sign-in link', () => {
  it('made by a procedure opens a session that may call procedures, and opens no second one', async () => {
    const test = await createTestServices()
    const link = await test.caller.sessions.createLink({ permission: 'write' })
    expect(link).toMatchObject({ permission: 'write', url_path: `/sign-in?token=${link.token}` })
    expect(new Date(link.expires_at)).toEqual(new Date(test.db.clock.now().getTime() + 86_400_000))

    const { token, session } = accepted(await redeemSignInLink(test.deps, link.token))
    expect(session.expiresAt).toEqual(new Date(test.db.clock.now().getTime() + 30 * 86_400_000))
    const actor = await authenticateSession(test.deps, token)
    expect(await test.callerFor(actor).sessions.current()).toEqual({
      kind: 'session',
      subject_id: session.sessionId,
      organization_id: test.place.organizationId,
      organization_name: test.place.organizationId.replace('org_', 'org '),
      namespace_id: test.place.namespaceId,
      namespace_name: 'default',
      permission: 'write',
      is_operator: false,
    })
    const again = await redeemSignInLink(test.deps, link.token)
    expect(again).toMatchObject({ ok: false, error: { code: 'UNAUTHORIZED' } })
  })

  it('made by an operator opens no operator’s session, whatever is asked for', async () => {
    const test = await createTestServices()
    const operator = test.callerFor({ ...test.actor, isOperator: true })
    const asked = { permission: 'admin', is_operator: true, isOperator: true } as const
    const { token } = await operator.sessions.createLink(asked)
    const { session } = accepted(await redeemSignInLink(test.deps, token))
    expect(session).toMatchObject({ permission: 'admin', isOperator: false })
  })

  it('reaches no further than the key of its session, also when that session has ended', async () => {
    const test = await createTestServices()
    const { key_id: keyId, api_key: key } = await test.caller.admin.createKey({
      name: 'bound',
      permission: 'admin',
    })
    const { token } = accepted(await signInWithKey(test.deps, key))
    const bound = test.callerFor(await authenticateSession(test.deps, token))
    const link = await bound.sessions.createLink({ permission: 'admin' })
    await signOut(test.deps, token)

    const opened = accepted(await redeemSignInLink(test.deps, link.token))
    const actor = await authenticateSession(test.deps, opened.token)
    expect(actor).toMatchObject({ keyId, allNamespaces: false })
    await test.caller.admin.revokeKey({ key_id: keyId })
    expect(await authenticateSession(test.deps, opened.token)).toBeNull()
  })

  it('is dead after a day', async () => {
    const test = await createTestServices()
    const { token } = await createSignInLink(test.deps, test.actor, { permission: 'read' })
    test.db.clock.advance(86_401)
    expect(await redeemSignInLink(test.deps, token)).toMatchObject({ ok: false })
  })
})

describe('a session', () => {
  it('begins with a key and ends with signing out', async () => {
    const test = await createTestServices()
    const { api_key } = await test.caller.admin.createKey({ name: 'mine', permission: 'read' })
    const { token, session } = accepted(await signInWithKey(test.deps, api_key))
    expect(await authenticateSession(test.deps, token)).toMatchObject({
      kind: 'session',
      id: session.sessionId,
      permission: 'read',
    })
    await signOut(test.deps, token)
    expect(await authenticateSession(test.deps, token)).toBeNull()
  })

  it('is of the same subject as its key, whenever that signs in', async () => {
    const test = await createTestServices()
    const key = await test.caller.admin.createKey({ name: 'ada', permission: 'write' })
    const subjectOf = async () => {
      const { token } = accepted(await signInWithKey(test.deps, key.api_key))
      const actor = await authenticateSession(test.deps, token)
      return (await test.callerFor(actor).sessions.current()).subject_id
    }
    expect([await subjectOf(), await subjectOf()]).toEqual([key.key_id, key.key_id])
    expect((await test.caller.sessions.current()).subject_id).toBe(test.actor.id)
  })

  it('never begins with what is no key', async () => {
    const test = await createTestServices()
    expect(await signInWithKey(test.deps, 'sk_nothing')).toMatchObject({
      ok: false,
      error: { code: 'UNAUTHORIZED' },
    })
  })

  it('leaves no token in the database', async () => {
    const test = await createTestServices()
    const link = await createSignInLink(test.deps, test.actor, { permission: 'read' })
    expect(stored(test)).toContain(test.deps.secrets.hash(link.token))
    const { token } = accepted(await redeemSignInLink(test.deps, link.token))
    expect(stored(test)).toContain(test.deps.secrets.hash(token))
    for (const secret of [link.token, token]) expect(stored(test)).not.toContain(`"${secret}"`)
  })
})
