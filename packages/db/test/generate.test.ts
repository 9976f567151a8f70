import { spawnSync } from 'node:child_process'
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url))

function runOffline(...args: string[]) {
  const env = { ...process.env, NODE_OPTIONS: `--import=${path('support/refuse-network.ts')}` }
  return spawnSync(process.execPath, args, { encoding: 'utf8', env })
}

it('generates the client without a word to anybody', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'generate-'))
  await cp(path('../prisma/schema.prisma'), join(folder, 'prisma', 'schema.prisma'))

  const run = runOffline(path('../scripts/generate.ts'), join(folder, 'prisma', 'schema.prisma'))

  expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: '' })
  expect(await readdir(join(folder, 'src', 'generated', 'models'))).toContain('StoredKey.ts')
  await rm(folder, { recursive: true })
})

it('would notice a download', () => {
  const run = runOffline('-e', `fetch('https://binaries.example/engine')`)

  expect({ status: run.status, stderr: run.stderr }).toEqual({
    status: 97,
    stderr: 'REFUSED binaries.example\n',
  })
})
