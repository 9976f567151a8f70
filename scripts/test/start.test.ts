import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect, it, vi } from 'vitest'
import type { LocalJson } from '../../packages/local/src/start/local-json.ts'
import { TEST_FOLDER_PREFIX } from '../../packages/local/src/testing/leftovers.ts'
import { somePorts } from '../../packages/local/test/start/started.ts'

// Five processes and a database each; on its own this test builds the dashboard first, on a machine that may be busy.
vi.setConfig({ testTimeout: 240_000 })

// The product itself, started as `npm start` does; that npm passes signals on is the business of package.json's exec.

it('starts from one command, and the printed lines upload a file that is an object then', async () => {
  await using landfall = await startLandfall()
  const local = landfall.local()
  const printed = landfall.output.slice(
    landfall.output.indexOf('  API=http'),
    landfall.output.indexOf('Ctrl-C stops'),
  )
  const { stdout } = await promisify(execFile)('sh', ['-c', printed], { cwd: landfall.dir })
  expect(JSON.parse(stdout)).toMatchObject({ status: 'COMPLETED', file_size_bytes: 16 })

  const { object_id: objectId } = JSON.parse(stdout) as { object_id: string }
  const response = await fetch(`${local.api_url}/v1/objects/${objectId}/content`, {
    headers: { authorization: `Bearer ${local.api_key}` },
  })
  expect(await response.text()).toBe('hello, landfall\n')

  landfall.child.kill('SIGTERM')
  expect(await once(landfall.child, 'exit')).toEqual([0, null])
})

type Landfall = AsyncDisposable & { child: ChildProcess; dir: string; output: string; local(): LocalJson }

async function startLandfall(): Promise<Landfall> {
  const dir = mkdtempSync(join(tmpdir(), `${TEST_FOLDER_PREFIX}${process.pid}-`))
  chmodSync(dir, 0o755)
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'start.ts')], {
    env: { ...process.env, ...(await somePorts()), LANDFALL_DIR: dir },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', text => {
      output += text
    })
  }
  const landfall = {
    child,
    dir,
    get output() {
      return output
    },
    local: () => JSON.parse(readFileSync(join(dir, 'local.json'), 'utf8')) as LocalJson,
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.kill('SIGTERM')) await once(child, 'exit')
      rmSync(realpathSync(join(dir, 'postgres')), { recursive: true, force: true })
      rmSync(dir, { recursive: true, force: true })
    },
  }
  while (!output.includes('Ctrl-C stops everything')) {
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${output}`)
    await sleep(50)
  }
  return landfall
}
