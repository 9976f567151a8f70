import { join } from 'node:path'
import { type Command, ROOT } from './run-quietly.ts'

/** Kept by its sources' hash: a second call takes what is there. */
export const BUILD_WEB: Command = {
  file: join(ROOT, 'node_modules', '.bin', 'turbo'),
  args: ['run', 'build', '--filter=@landfall/web', '--output-logs=errors-only', '--env-mode=loose'],
  timeoutMs: 10 * 60_000,
}
