import { createOperatorLink, createSignInLink, renewMark, type ServiceDeps } from '@landfall/core/services'
import { createRuntime } from '../compose.ts'
import type { Env } from '../env.ts'
import { createLog } from '../log.ts'
import { ensureTenancy, type Tenancy } from './ensure-tenancy.ts'
import { prepareDatabase } from './prepare-database.ts'
import { prepareStore } from './prepare-store.ts'

/** What the process behind a start is told. */
export interface Bootstrapped extends Tenancy {
  /**
   * Signs whoever brings it first in to the dashboard, as this organization's admin, and as operator where this start was
   * given the operator's key. A new one for each start.
   */
  sign_in_token: string
}

/**
 * Everything between a new environment and a process that can serve: settings checked against the real database and
 * store, migrations, bucket and CORS of the embedded store, the probe if due, the first tenant, a way to sign in. Doing it again
 * adds nothing but another sign-in link. Throws `SetupError` for what a person has to change.
 */
export async function bootstrap(
  env: Env,
  options: { writeLog: (line: string) => void },
): Promise<Bootstrapped> {
  const log = createLog({ level: env.LOG_LEVEL, write: options.writeLog })
  await prepareDatabase(env, log)
  await prepareStore(env)
  const runtime = await createRuntime(env, { name: 'landfall-bootstrap', ...options })
  try {
    const tenancy = await ensureTenancy(runtime.services, env)
    await runtime.ensureProbed().catch((err: unknown) => {
      // Serving does not wait for it: until the api's own probe works, uploads are sealed.
      log.warn({ err }, 'could not probe the store yet')
    })
    await renewMark(runtime.services).catch((err: unknown) => {
      log.warn({ err }, 'could not write the mark of this installation to the store yet')
    })
    return { ...tenancy, sign_in_token: await createFirstLink(runtime.services, { env, tenancy }) }
  } finally {
    await runtime.close()
  }
}

/** Whoever reads this link can read the key that the start was given; its session ends with that key. */
async function createFirstLink(
  services: ServiceDeps,
  { env, tenancy }: { env: Env; tenancy: Tenancy },
): Promise<string> {
  const place = { organizationId: tenancy.organization_id, namespaceId: tenancy.namespace_id }
  const key = env.LANDFALL_ADMIN_KEY
  const known = key ? await services.tenants.authenticate(services.secrets.hash(key), null) : null
  const { token } =
    known?.outcome === 'actor' && known.actor.isOperator
      ? await createOperatorLink(services, { ...place, id: known.actor.id })
      : await createSignInLink(services, { ...place, id: 'bootstrap' }, { permission: 'admin' })
  return token
}
