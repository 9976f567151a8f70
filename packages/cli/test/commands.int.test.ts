import { createHash, randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Installed, startInstalled } from './real-api.ts'

// Each starts processes, and a busy machine starts them slowly.
vi.setConfig({ testTimeout: 90_000 })

let installed: Installed
beforeAll(async () => {
  installed = await startInstalled()
})
afterEach(() => installed.api.faultyStore.heal())
afterAll(() => installed[Symbol.asyncDispose]())

/** As a process of its own: each command at least once where it works, and once where it does not. */
const run: Installed['run'] = (argv, options) => installed.run(argv, options)
const runHere: Installed['run'] = (argv, options) => installed.runHere(argv, options)
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const linesOf = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line))

async function write(name: string, bytes: string | Uint8Array): Promise<void> {
  const path = join(installed.folder, name)
  await mkdir(join(path, '..'), { recursive: true })
  await writeFile(path, bytes)
}

async function uploaded(name: string, bytes: string | Uint8Array) {
  await write(name, bytes)
  const { stdout } = await runHere(['upload', name, '--json'])
  return JSON.parse(stdout) as { object_id: string; upload_id: string }
}

describe('login', () => {
  it('keeps a key that works for its owner alone, and later calls take it', async () => {
    const { PATH = '', HOME = '', LANDFALL_URL = '', LANDFALL_API_KEY = '' } = installed.env
    const home = { PATH, HOME }
    const login = ['login', '--url', LANDFALL_URL, '--bucket', 'uploads']
    const wrong = await run(login, { env: home, input: 'sk_wrong\n' })
    expect(wrong).toMatchObject({ exit: 1, stderr: expect.stringContaining('(UNAUTHORIZED)') })
    const config = join(HOME, '.config', 'landfall', 'config.json')
    await expect(stat(config)).rejects.toThrow('ENOENT')

    const dry = await runHere([...login, '--dry-run'], { env: home, input: LANDFALL_API_KEY })
    expect(dry).toMatchObject({ exit: 0, stdout: expect.stringContaining('nothing was kept') })
    await expect(stat(config)).rejects.toThrow('ENOENT')

    const good = await run(login, { env: home, input: `${LANDFALL_API_KEY}\n` })
    expect(good).toMatchObject({ exit: 0, stdout: expect.stringContaining('default / default, admin; kept') })
    expect((await stat(config)).mode & 0o777).toBe(0o600)
    expect((await stat(join(config, '..'))).mode & 0o777).toBe(0o700)
    expect(`${good.stdout}${good.stderr}`).not.toContain(LANDFALL_API_KEY)

    const [later, overruled, elsewhere] = await Promise.all([
      run(['quota', '--json'], { env: home }),
      runHere(['quota'], { env: { ...home, LANDFALL_API_KEY: 'sk_other' } }),
      runHere(['quota'], { env: { ...home, LANDFALL_URL: 'http://127.0.0.1:1' } }),
    ])
    expect(later.exit).toBe(0)
    expect(overruled).toMatchObject({ exit: 1, stderr: expect.stringContaining('(UNAUTHORIZED)') })
    expect(elsewhere).toMatchObject({ exit: 2, stderr: expect.stringContaining('no API key for') })
    expect(await run(['logout'], { env: home })).toMatchObject({ exit: 0, stdout: 'forgot default\n' })
    expect((await runHere(['quota'], { env: home })).stderr).toContain('no API to talk to')
  })
})

describe('upload', () => {
  it('sends fifty small files of a folder side by side, each with its path', async () => {
    const contents = new Map<string, string>()
    for (let at = 0; at < 50; at += 1) {
      const path = `many/${at % 3 === 0 ? 'deep/er/' : ''}file-${at}.txt`
      contents.set(path, `the bytes of ${at}`)
      await write(path, `the bytes of ${at}`)
    }
    const argv = ['upload', '-r', 'many', '--prefix', 'backup', '--parallel', '8', '--json']
    const { exit, stdout, stderr } = await run(argv)
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' })
    const results = linesOf(stdout)
    expect(new Set(results.map(({ path }) => path))).toEqual(
      new Set([...contents.keys()].map(path => `backup/${path}`)),
    )
    for (const result of results) expect(result).toMatchObject({ ok: true, receipt: { checksum: 'matched' } })
    const listed = await runHere(['ls', '--all', '--json', '--search', 'file-'])
    const paths = JSON.parse(listed.stdout).results.map((object: { path: string }) => object.path)
    expect(paths.sort()).toEqual([...contents.keys()].map(path => `backup/${path}`).sort())
  })

  it('takes patterns and standard input, and tells beforehand what it would do', async () => {
    await write('logs/a.log', 'one')
    await write('logs/b/c.log', 'two')
    const dry = await runHere(['upload', 'logs/**/*.log', '--dry-run', '--json'])
    expect(linesOf(dry.stdout).map(({ file, dry_run }) => [file, dry_run])).toEqual([
      ['logs/a.log', true],
      ['logs/b/c.log', true],
    ])
    const piped = await run(['upload', '-', '--filename', 'dump.sql', '--json'], { input: 'select 1' })
    expect(JSON.parse(piped.stdout)).toMatchObject({ file: 'dump.sql', file_size_bytes: 8, ok: true })
    const named = await runHere(['ls', '--search', 'dump.sql'])
    expect(named.stdout).toMatch(/obj_\w+ {2}8 B .* dump\.sql\n$/)
    expect((await runHere(['ls', '--search', 'a.log'])).stdout).not.toContain('obj_')
  })

  it('ends with 3 where some failed, 1 where all did, 2 where it cannot be meant', async () => {
    await write('good.txt', 'good')
    const some = await run(['upload', 'good.txt', 'missing.txt'])
    expect(some.exit).toBe(3)
    expect(some.stderr).toContain('1 uploaded, 1 failed')
    expect((await runHere(['upload', 'missing.txt'])).exit).toBe(1)
    const folder = await runHere(['upload', '.'])
    expect(folder).toMatchObject({ exit: 2, stderr: expect.stringContaining('add -r') })
    const none = await runHere(['upload', 'nothing-*'])
    expect(none).toMatchObject({ exit: 2, stderr: expect.stringContaining('matches no file') })
  })

  it('takes back what it began when it is interrupted, and begins no more', async () => {
    const names = ['i1.bin', 'i2.bin', 'i3.bin', 'i4.bin']
    for (const name of names) await write(name, randomBytes(1_000))
    const { api } = installed
    let isMet = false
    api.faultyStore.fail('hang', ({ method }) => {
      if (method !== 'PUT') return false
      isMet = true
      return true
    })
    const { child, ended } = installed.start(['upload', ...names, '-p', '2', '--json'])
    await expect.poll(() => isMet, { timeout: 60_000 }).toBe(true)
    child.kill('SIGINT')
    const { exit, stdout } = await ended
    expect(exit).toBe(130)
    const results = linesOf(stdout)
    expect(results.map(({ error }) => error.code)).toEqual(names.map(() => 'ABORTED'))
    // Whoever interrupts does not wait for ever; the server ends what it was asked for all the same.
    const openUploads = () =>
      api.database.sql(`SELECT id FROM upload WHERE filename LIKE 'i_.bin' AND status <> 'CANCELED'`)
    await expect.poll(openUploads, { timeout: 30_000 }).toEqual([])
  })
})

describe('ls', () => {
  it('ends quietly where nobody reads any more, and refuses a sort that it does not know', async () => {
    const { child, ended } = installed.start(['ls', '--all'])
    child.stdout.destroy()
    expect((await ended).stderr).not.toMatch(/^ +at |Error/m)
    const wrong = await run(['ls', '--sort', 'color'])
    expect(wrong).toMatchObject({ exit: 2, stderr: expect.stringContaining('--sort is one of created_at,') })
  })

  it('goes page by page', async () => {
    for (const name of ['page-1.txt', 'page-2.txt']) await uploaded(name, name)
    const list = ['ls', '--search', 'page-', '--sort', 'filename', '--limit', '1']
    const first = await runHere(list)
    expect(first.stdout).toContain('page-1.txt')
    const [, cursor = ''] = /--cursor (\S+)/.exec(first.stderr) ?? []
    const second = await runHere([...list, '--cursor', cursor, '--json'])
    expect(JSON.parse(second.stdout)).toMatchObject({
      results: [{ blobs: [{ details: { filename: 'page-2.txt' } }] }],
      next_cursor: null,
    })
  })
})

describe('get', () => {
  it('writes what was confirmed under its name, never over a file, and leaves nothing half', async () => {
    const bytes = randomBytes(300_000)
    const { object_id: id } = await uploaded('picture.bin', bytes)
    await mkdir(join(installed.folder, 'down'))
    const first = await run(['get', id, '-o', 'down', '--json'])
    const target = join(installed.folder, 'down', 'picture.bin')
    expect(JSON.parse(first.stdout)).toMatchObject({ ok: true, file: target, sha256: sha256(bytes) })
    expect(sha256(await readFile(target))).toBe(sha256(bytes))

    await writeFile(target, 'mine')
    const again = await run(['get', id, '-o', 'down'])
    expect(again).toMatchObject({ exit: 1, stderr: expect.stringContaining('(FILE_EXISTS)') })
    expect(await readFile(target, 'utf8')).toBe('mine')
    const [forced, some] = await Promise.all([
      runHere(['get', id, '-o', 'down', '--force']),
      runHere(['get', id, 'obj_nothing', '-o', '.', '--dry-run']),
    ])
    expect(forced).toMatchObject({ exit: 0, stdout: expect.stringContaining('verified by size, SHA-256') })
    expect(some).toMatchObject({ exit: 3, stderr: expect.stringContaining('(NOT_FOUND)') })
    expect(await readdir(join(installed.folder, 'down'))).toEqual(['picture.bin'])
    expect(sha256(await readFile(target))).toBe(sha256(bytes))
  })

  it('refuses bytes that are not those that were confirmed', async () => {
    const { object_id: id } = await uploaded('contract.txt', 'I owe you 10')
    const { api } = installed
    await api.database.sql(`UPDATE blob SET sha256 = repeat('0', 64) WHERE object_id = $1`, [id])
    const wrong = await runHere(['get', id, '-o', 'wrong.txt'])
    expect(wrong).toMatchObject({ exit: 1, stderr: expect.stringContaining('(CHECKSUM_MISMATCH)') })
    expect((await readdir(installed.folder)).filter(name => name.includes('wrong'))).toEqual([])
    const { object_id: other } = await uploaded('to-pipe.txt', 'through a pipe')
    expect(await run(['get', other, '-o', '-'])).toEqual({ exit: 0, stdout: 'through a pipe', stderr: '' })
  })
})

describe('rm, uploads, confirm', () => {
  it('deletes nothing that nobody said yes to', async () => {
    const { object_id: id } = await uploaded('gone.txt', 'soon gone')
    const unasked = await run(['rm', id])
    expect(unasked).toMatchObject({ exit: 2, stderr: expect.stringContaining('pass --yes') })
    const dry = await runHere(['rm', id, '--dry-run'])
    expect(dry).toMatchObject({ exit: 0, stdout: `would delete ${id}  gone.txt\n` })
    const done = await run(['rm', id, 'obj_nothing', '--yes', '--json'])
    expect(done.exit).toBe(3)
    expect(linesOf(done.stdout)).toMatchObject([
      { object_id: id, ok: true },
      { object_id: 'obj_nothing', ok: false, error: { code: 'NOT_FOUND' } },
    ])
    expect((await runHere(['ls', '--search', 'gone.txt'])).stdout).not.toContain(id)
  })

  it('confirms what was sent by other means, and shows and cancels what is open', async () => {
    const { api } = installed
    const create = async (filename: string) => {
      const input = { filename, content_type: 'text/plain', file_size_bytes: 3 }
      const { body } = await api.call('POST', `/v1/buckets/${api.tenant.bucketId}/uploads`, { json: input })
      return body as { upload_id: string; presigned_url: string }
    }
    const [sent, open] = [await create('sent.txt'), await create('open.txt')]
    const early = await run(['confirm', sent.upload_id])
    expect(early).toMatchObject({ exit: 1, stderr: expect.stringContaining('(OBJECT_NOT_IN_STORAGE)') })
    const headers = { 'content-type': 'text/plain' }
    expect((await fetch(sent.presigned_url, { method: 'PUT', headers, body: 'abc' })).status).toBe(200)
    const confirmed = await run(['confirm', sent.upload_id, '--size', '3', '--json'])
    expect(JSON.parse(confirmed.stdout)).toMatchObject({ status: 'COMPLETED', file_size_bytes: 3 })

    const shown = await run(['uploads', 'show', sent.upload_id])
    expect(shown.stdout).toMatch(/^filename +sent\.txt$/m)
    expect(shown.stdout).toMatch(/ {2}created {2}attempt 1[\s\S]* {2}completed {2}attempt 1/)
    const pending = await run(['uploads', '--status', 'pending', '--json'])
    expect(JSON.parse(pending.stdout).results).toMatchObject([{ upload_id: open.upload_id }])
    const canceled = await run(['uploads', 'cancel', open.upload_id])
    expect(canceled).toMatchObject({ exit: 0, stdout: `canceled ${open.upload_id}  open.txt\n` })
    expect((await runHere(['uploads', 'show', 'upl_nothing'])).exit).toBe(1)
  })
})

describe('quota and keys', () => {
  it('shows and sets limits', async () => {
    const dry = await runHere(['quota', 'set', '-b', 'uploads', '--bytes', '2GiB', '--dry-run', '--json'])
    expect(JSON.parse(dry.stdout)).toMatchObject({ limit_bytes: 2 * 1024 ** 3, dry_run: true })
    const set = await run(['quota', 'set', '-b', 'uploads', '--bytes', '10GB'])
    expect(set.stdout).toMatch(/^before .* - .*\nnow .* 10\.0 GB /m)
    const shown = await runHere(['quota', 'show', '-b', 'uploads', '--json'])
    expect(JSON.parse(shown.stdout)).toMatchObject({ limit_bytes: 10_000_000_000, limit_objects: null })
    const wrong = await runHere(['quota', 'set', '-b', 'uploads', '--bytes', 'lots'])
    expect(wrong).toMatchObject({ exit: 2, stderr: expect.stringContaining('--bytes is a number such as') })
  })

  it('makes a key, lists it and ends it', async () => {
    const made = JSON.parse(
      (await run(['keys', 'create', '--name', 'ci', '--permission', 'read', '--json'])).stdout,
    )
    const asReader = { ...installed.env, LANDFALL_API_KEY: made.api_key }
    const [reads, writes] = await Promise.all([
      runHere(['quota'], { env: asReader }),
      run(['keys'], { env: asReader }),
    ])
    expect(reads.exit).toBe(0)
    expect(writes).toMatchObject({ exit: 1, stderr: expect.stringContaining('(FORBIDDEN)') })
    expect((await runHere(['keys'])).stdout).toMatch(new RegExp(`^${made.key_id}  ci +sk_\\w{5} +read `, 'm'))
    expect((await run(['keys', 'revoke', made.key_id, '--yes'])).stdout).toBe(`revoked ${made.key_id}\n`)
    expect((await runHere(['quota'], { env: asReader })).stderr).toContain('(UNAUTHORIZED)')
  })
})
