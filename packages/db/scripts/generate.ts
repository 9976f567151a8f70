/**
 * `prisma generate`, offline: `node scripts/generate.ts [schema]`. The CLI insists on a schema engine binary that
 * generating never runs, and would download it; any existing executable in its place keeps it from trying.
 */
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const [schema = fileURLToPath(new URL('../prisma/schema.prisma', import.meta.url))] = process.argv.slice(2)
const manifest = createRequire(import.meta.url).resolve('prisma/package.json')
const cli = join(dirname(manifest), 'build', 'index.js')

const run = spawnSync(process.execPath, [cli, 'generate', '--schema', schema, '--no-hints'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  encoding: 'utf8',
  env: {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    CHECKPOINT_DISABLE: '1',
  },
})

if (run.status !== 0) {
  console.error(run.stdout, run.stderr, run.error ?? '')
  process.exitCode = 1
}
