import { createRuntime } from '../compose.ts'
import type { Env } from '../env.ts'
import { createLog } from '../log.ts'
import { ensureTenancy, type Tenancy } from './ensure-tenancy.ts'
import { prepareDatabase } from './prepare-database.ts'
import { prepareStore } from './prepare-store.ts'

/**
 * Everything between a new environment and a process that can serve: settings checked against the real database and
 * store, migrations, bucket and CORS of the embedded store, the probe if due, the first tenant. Doing it again changes
 * nothing. Throws `SetupError` for what a person has to change.
 */
export async function bootstrap(env: Env, options: { writeLog: (line: string) => void }): Promise<Tenancy> {
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
    return tenancy
  } finally {
    await runtime.close()
  }
}
