import { bootstrap, failToStart, loadEnv } from '@landfall/runtime'

/**
 * The one-shot before the first start, and before any later one: `node apps/api/src/bootstrap.ts`. Its last line on
 * stdout is JSON that names organization, namespace and bucket; on a wrong setting it writes one message to stderr.
 */
try {
  const tenancy = await bootstrap(loadEnv(), { writeLog: line => void process.stdout.write(line) })
  process.stdout.write(`${JSON.stringify(tenancy)}\n`)
} catch (error) {
  failToStart(error)
}
