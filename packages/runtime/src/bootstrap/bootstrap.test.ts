import { authenticateSession, redeemSignInLink } from '@landfall/core/services'
import { expect, test } from 'vitest'
import { startTestInstallation } from '../testing/index.ts'
import { bootstrap } from './bootstrap.ts'

test('each start answers the same tenant and a sign-in token of its own, which works once', async () => {
  await using installation = await startTestInstallation()
  const { env, runtime } = installation
  const lines: string[] = []
  const start = () => bootstrap(env, { writeLog: line => void lines.push(line) })
  const { sign_in_token: first, ...tenancy } = await start()
  const { sign_in_token: second, ...again } = await start()
  expect(again).toEqual(tenancy)
  expect(second).not.toBe(first)

  for (const token of [first, second]) {
    const signedIn = await redeemSignInLink(runtime.services, token)
    if (!signedIn.ok) throw new Error(signedIn.error.message)
    expect(await authenticateSession(runtime.services, signedIn.value.token)).toMatchObject({
      kind: 'session',
      organizationId: tenancy.organization_id,
      namespaceId: tenancy.namespace_id,
      permission: 'admin',
      isOperator: false,
    })
    expect(await redeemSignInLink(runtime.services, token)).toMatchObject({ ok: false })
    expect(lines.join('\n')).not.toContain(token)
  }
})
