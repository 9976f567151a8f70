/** What `npm start` runs: brings the checkout in step with its lockfile, then hands over to the supervisor. */
import { INSTALL, isInstalled } from './lib/install.ts'
import { type Command, killAll, runQuietly } from './lib/run-quietly.ts'
import { turbo, WEB_BUILD } from './lib/turbo.ts'

async function step(label: string, command: Command): Promise<void> {
  const startedAt = Date.now()
  process.stdout.write(`${label} ... `)
  const { isOk, output } = await runQuietly(command)
  process.stdout.write(`${isOk ? 'done' : 'failed'} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)\n`)
  if (isOk) return
  process.stderr.write(`${output.trim()}\n`)
  process.exit(1)
}

/** Nothing is up yet, so a signal only has to take the running step along. */
function dieEarly(): void {
  killAll('SIGKILL')
  process.exit(0)
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
for (const signal of SIGNALS) process.on(signal, dieEarly)
if (!isInstalled()) await step('Installing packages', INSTALL)
await step('Generating the database client', turbo('generate'))
await step('Building the dashboard', turbo(WEB_BUILD))
const { main } = await import('../packages/local/src/start/main.ts')
const ending = main()
// From here on the supervisor answers signals; it has listeners of its own by now, so there is no moment without any.
for (const signal of SIGNALS) process.off(signal, dieEarly)
process.exit(await ending)
