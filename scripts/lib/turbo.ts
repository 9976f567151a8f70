import { join } from 'node:path'
import { type Command, ROOT } from './run-quietly.ts'

/** The dashboard's build, as turbo names it. Kept by its sources' hash: a second call takes what is there. */
export const WEB_BUILD = '@landfall/web#build'

export const turbo = (...tasks: string[]): Command => ({
  file: join(ROOT, 'node_modules', '.bin', 'turbo'),
  args: ['run', ...tasks, '--output-logs=errors-only', '--env-mode=loose'],
  timeoutMs: 10 * 60_000,
})
