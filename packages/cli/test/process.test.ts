import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { apiRefusal } from '../../client/test/support/faults.ts'
import { startApi } from './support.ts'

// Each starts processes, and a busy machine starts them slowly.
vi.setConfig({ testTimeout: 120_000 })

let api: Awaited<ReturnType<typeof startApi>>
let folder: string
beforeEach(async () => {
  api = await startApi()
  folder = await mkdtemp(join(tmpdir(), 'landfall-cli-'))
  await writeFile(join(folder, 'one.txt'), 'first')
  await writeFile(join(folder, 'two.bin'), new Uint8Array(2_500_000))
})
afterEach(async () => {
  await api[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

interface Ended {
  code: number | null
  signal: NodeJS.Signals | null
}

/** What is kept of uploads lies in the folder of the test. */
function start(argv: string[]) {
  const child = spawn(process.execPath, [main, ...argv], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...api.env },
  })
  const text = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].on('data', chunk => {
      text[name] += chunk
    })
  const ended = new Promise<Ended>(done => child.on('close', (code, signal) => done({ code, signal })))
  return { child, ended, text }
}

async function run(argv: string[]) {
  const { ended, text } = start(argv)
  const { code } = await ended
  return { code, ...text }
}

/** Once this is asked for, and before it is answered. */
function killAt(name: string, child: ChildProcessWithoutNullStreams, signal: NodeJS.Signals) {
  api.before = asked => void (asked === name && child.kill(signal))
}

const statuses = () => [...api.services.db.tables.uploads.values()].map(({ status }) => status)

describe('as a process', () => {
  it('uploads, and exits with the code', async () => {
    const good = await run(['upload', 'one.txt', '--json'])
    expect(good.code).toBe(0)
    expect(JSON.parse(good.stdout)).toMatchObject({ ok: true, status: 'COMPLETED', resumed_bytes: 0 })
    expect((await run(['upload', 'missing.txt'])).code).toBe(1)
    expect((await run(['nonsense'])).code).toBe(2)
  })

  it('cancels one PUT when it gets SIGINT: there is nothing to go on with', async () => {
    api.failPuts('stall')
    const { child, ended, text } = start(['upload', 'two.bin'])
    killAt('PUT', child, 'SIGINT')
    expect((await ended).code).toBe(130)
    expect(statuses()).toEqual(['CANCELED'])
    expect(text.stderr).not.toContain('go on')
  })

  it('says of standard input that it cannot be gone on with', async () => {
    api.failPuts('stall')
    const { child, ended, text } = start(['upload', '-', '--filename', 'dump.sql'])
    killAt('PUT', child, 'SIGINT')
    child.stdin.end('select 1')
    expect((await ended).code).toBe(130)
    expect(text.stderr).toMatch(/standard input cannot be read again: nothing is kept of it\n$/)
    expect(statuses()).toEqual(['CANCELED'])
  })

  it('ends at once at the second SIGINT, whatever it waits for', async () => {
    api.failCalls('create', 'hang')
    const { child, ended, text } = start(['upload', 'one.txt'])
    killAt('create', child, 'SIGINT')
    await expect.poll(() => text.stderr, { timeout: 60_000 }).toContain('Ctrl-C again ends at once')
    child.kill('SIGINT')
    expect(await ended).toEqual({ code: null, signal: 'SIGINT' })
  })

  it('finishes first what nobody heard the answer of', async () => {
    api.failCalls('confirm', 'lose_answer')
    const { child, ended } = start(['upload', 'one.txt'])
    killAt('confirm', child, 'SIGKILL')
    await ended
    api.before = () => undefined
    const { code, stdout } = await run(['upload', 'two.bin'])
    expect(code).toBe(0)
    expect(stdout).toMatch(/^one\.txt {2}obj_\w+ {2}5 B .*\ntwo\.bin {2}obj_/)
    expect(statuses()).toEqual(['COMPLETED', 'COMPLETED'])
  })

  it('does not send again what it has just finished', async () => {
    api.failCalls('confirm', 'hang')
    const { child, ended, text } = start(['upload', 'one.txt'])
    killAt('confirm', child, 'SIGINT')
    expect((await ended).code).toBe(130)
    expect(text.stderr).toContain('one.txt: Interrupted, and kept. (ABORTED)')
    api.before = () => undefined
    api.calls.length = 0
    const { code, stdout } = await run(['upload', 'one.txt', '--json'])
    expect({ code, calls: api.calls }).toEqual({ code: 0, calls: ['current', 'confirm'] })
    expect(JSON.parse(stdout)).toMatchObject({ file: 'one.txt', ok: true, resumed_bytes: 5 })
  })

  it('says once what became of a file whose earlier upload is refused and that is asked for again', async () => {
    api.failCalls('confirm', 'hang')
    const { child, ended } = start(['upload', 'one.txt'])
    killAt('confirm', child, 'SIGINT')
    expect((await ended).code).toBe(130)
    api.before = () => undefined
    api.failCalls('confirm', apiRefusal(409, { code: 'SIZE_MISMATCH', retry: 'after_put' }))
    const { code, stdout } = await run(['upload', 'one.txt', '--json'])
    expect({ code, ...JSON.parse(stdout) }).toMatchObject({ code: 0, file: 'one.txt', ok: true })
  })
})
