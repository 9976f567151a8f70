import { authenticateSession, redeemSignInLink } from '@landfall/core/services'
import { expect, test } from 'vitest'
import { startTestInstallation, type TestInstallation } from '../testing/index.ts'
import { bootstrap } from './bootstrap.ts'

const redeemed = async ({ runtime }: TestInstallation, linkToken: string) => {
  const signedIn = await redeemSignInLink(runtime.services, linkToken)
  if (!signedIn.ok) throw new Error(signedIn.error.message)
  return signedIn.value.token
}

/** Each start probes the store and looks at every migration. */
const STARTS = { timeout: 60_000 }

test(
  'each start answers the same tenant and a sign-in token of its own, which works once',
  STARTS,
  async () => {
    await using installation = await startTestInstallation()
    const { env, runtime } = installation
    const lines: string[] = []
    const start = () => bootstrap(env, { writeLog: line => void lines.push(line) })
    const { sign_in_token: first, ...tenancy } = await start()
    const { sign_in_token: second, ...again } = await start()
    expect(again).toEqual(tenancy)
    expect(second).not.toBe(first)

    for (const token of [first, second]) {
      const session = await redeemed(installation, token)
      expect(await authenticateSession(runtime.services, session)).toMatchObject({
        kind: 'session',
        organizationId: tenancy.organization_id,
        namespaceId: tenancy.namespace_id,
        permission: 'admin',
        isOperator: true,
      })
      expect(await redeemSignInLink(runtime.services, token)).toMatchObject({ ok: false })
      expect(lines.join('\n')).not.toContain(token)
    }
  },
)

test(
  'the link of a start is an operator’s only with the operator’s key in hand, and ends with it',
  STARTS,
  async () => {
    await using installation = await startTestInstallation()
    const { env, runtime, database } = installation
    const { LANDFALL_ADMIN_KEY: _, ...without } = env
    const start = async (settings: typeof env) =>
      redeemed(installation, (await bootstrap(settings, { writeLog: () => undefined })).sign_in_token)
    const actorOf = (session: string) => authenticateSession(runtime.services, session)

    expect(await actorOf(await start(without))).toMatchObject({ permission: 'admin', isOperator: false })
    const operators = await start(env)
    expect(await actorOf(operators)).toMatchObject({ permission: 'admin', isOperator: true })

    await database.sql('UPDATE api_key SET revoked_at = now() WHERE is_operator')
    expect(await actorOf(operators)).toBeNull()
    expect(await actorOf(await start(env))).toMatchObject({ permission: 'admin', isOperator: false })
  },
)
