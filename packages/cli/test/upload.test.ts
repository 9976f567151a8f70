import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { storeRefusal } from '../../client/test/support/faults.ts'
import { API_KEY, run, startApi } from './support.ts'

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

const upload = (argv: string[], context: Parameters<typeof run>[1] = {}) =>
  run(['upload', ...argv], { env: api.env, cwd: folder, ...context })

describe('landfall upload', () => {
  it('says of each file what it became and what was verified', async () => {
    const { exit, stdout, stderr } = await upload(['one.txt', 'two.bin'])
    expect(exit).toBe(0)
    expect(stderr).toMatch(/^2 uploaded: 2\.5 MB in 0:\d\d, .*\/s\n$/)
    expect(stdout.split('\n').sort().join('\n').trim().concat('\n')).toMatch(
      /^one\.txt {2}obj_\w+ {2}5 B {2}verified by size, etag, checksum\ntwo\.bin {2}obj_\w+ {2}2\.5 MB {2}verified by size, etag, checksum\n$/,
    )
  })

  it('goes on after a file that failed, and ends with 3; with 1 where all did', async () => {
    const { exit, stdout, stderr } = await upload(['missing.txt', 'one.txt'])
    expect(exit).toBe(3)
    expect(stdout).toMatch(/^one\.txt /)
    expect(stderr).toContain(
      `landfall: missing.txt: ${join(folder, 'missing.txt')} could not be read: ENOENT: no such file or directory. (SOURCE_UNREADABLE)\n`,
    )
    expect(stderr).toContain('1 uploaded, 1 failed: 5 B in ')
    expect((await upload(['missing.txt', 'nor-this.txt'])).exit).toBe(1)
  })

  it('prints one JSON object a line with --json, for success and failure', async () => {
    const { exit, stdout, stderr } = await upload(['one.txt', 'missing.txt', '--json', '-p', '1'])
    expect({ exit, stderr }).toEqual({ exit: 3, stderr: '' })
    const [first, second] = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(first).toMatchObject({
      file: 'one.txt',
      ok: true,
      upload_id: expect.stringMatching(/^upl_/),
      object_id: expect.stringMatching(/^obj_/),
      status: 'COMPLETED',
      file_size_bytes: 5,
      receipt: { checksum: 'matched' },
      attempts: { puts: 1, renewals: 0, confirms: 1 },
    })
    expect(second).toMatchObject({
      file: 'missing.txt',
      ok: false,
      error: { code: 'SOURCE_UNREADABLE', retry: 'never' },
    })
  })

  it('draws a progress line over itself where somebody watches, and leaves none behind', async () => {
    const { stderr } = await upload(['two.bin'], { isTerminal: true })
    expect(stderr).toContain('[================] two.bin  100%  2.5 MB of 2.5 MB')
    expect(stderr.endsWith('\r\u001b[J')).toBe(true)
    const two = await upload(['two.bin', 'one.txt'], { isTerminal: true })
    expect(two.stderr).toMatch(/\n1 of 2 files {2}\[=* *\]/)
    const quiet = await upload(['two.bin', '--json'], { isTerminal: true })
    expect(quiet.stderr).toBe('')
  })

  it('passes on type, owner and the choice of no checksum', async () => {
    const { stdout } = await upload([
      'one.txt',
      '--content-type',
      'text/x-log',
      '--owner',
      'ada',
      '--no-checksum',
    ])
    expect(stdout).toContain('verified by size, etag\n')
    const [row] = [...api.services.db.tables.uploads.values()]
    expect(row?.declared).toMatchObject({ contentType: 'text/x-log', owner: 'ada', checksum: null })
  })

  it('is canceled on the server when it is interrupted', async () => {
    const abort = new AbortController()
    api.failPuts('stall')
    api.before = name => {
      if (name === 'PUT') setTimeout(() => abort.abort(), 50)
    }
    const { exit, stderr } = await upload(['two.bin', 'one.txt', '-p', '1'], { signal: abort.signal })
    expect(exit).toBe(130)
    expect(stderr).toContain('landfall: two.bin: The upload was aborted by its signal. (ABORTED)\n')
    expect(stderr).toContain('0 uploaded, 1 canceled, 1 not begun: ')
    expect([...api.services.db.tables.uploads.values()].map(({ status }) => status)).toEqual(['CANCELED'])
  })

  it('says what to do about what the server or the store refused', async () => {
    const wrongKey = await upload(['one.txt', '--api-key', 'sk_wrong'])
    expect(wrongKey.exit).toBe(1)
    expect(wrongKey.stderr).toMatch(
      /Run `landfall login`, set LANDFALL_API_KEY, or pass --api-key\. \(UNAUTHORIZED\)\n$/,
    )
    const unknown = await upload(['one.txt', '-b', 'nowhere'])
    expect(unknown.stderr).toMatch(/Check the name.*\(NOT_FOUND\)\n$/)
    api.failPuts(storeRefusal(400, 'EntityTooLarge'))
    const refused = await upload(['one.txt'])
    expect(refused.stderr).toMatch(/EntityTooLarge.*Check the credentials.*\(PUT_REFUSED\)\n$/)
  })

  it('asks again whose uploads it may go on with, where the first answer gets lost', async () => {
    const env = { ...api.env, XDG_STATE_HOME: join(folder, 'state') }
    api.failCalls('confirm', 'hang')
    const abort = new AbortController()
    api.before = name => void (name === 'confirm' && abort.abort())
    expect((await upload(['one.txt'], { env, signal: abort.signal })).exit).toBe(130)
    api.before = () => undefined
    api.calls.length = 0
    api.failCalls('current', 'lose_answer')
    expect((await upload(['one.txt'], { env })).exit).toBe(0)
    expect(api.calls).toEqual(['current', 'current', 'confirm'])
  })

  it.each([['resume'], ['--resumable'], ['cancel', 'upl_1']])(
    'does not take what is left for nothing while nobody says whose it is: uploads %s',
    async (...argv) => {
      api.failCalls('current', 'drop')
      const env = { ...api.env, XDG_STATE_HOME: join(folder, 'state') }
      const { exit, stdout, stderr } = await run(['uploads', ...argv], { env })
      expect({ exit, stdout }).toEqual({ exit: 1, stdout: '' })
      expect(stderr).toMatch(/^landfall: The API at .* could not be reached.*\(NETWORK\)\n$/)
    },
  )
})

describe('where to, and as whom', () => {
  const localFile = async (fields: object, at = folder) => {
    await mkdir(join(at, '.landfall'))
    await writeFile(join(at, '.landfall', 'local.json'), JSON.stringify(fields))
  }
  const local = () => ({ api_url: api.url, api_key: API_KEY, bucket: api.services.place.bucketId })

  it('is read from the nearest .landfall/local.json above', async () => {
    await localFile(local())
    const deep = join(folder, 'a', 'b')
    await mkdir(deep, { recursive: true })
    const { exit, stdout } = await run(['upload', join(folder, 'one.txt')], { cwd: deep })
    expect({ exit, isVerified: stdout.includes('verified') }).toEqual({ exit: 0, isVerified: true })
  })

  it('is what the environment says before the file, and what a flag says before both', async () => {
    await localFile({ ...local(), api_key: 'sk_file' })
    const argv = ['upload', 'one.txt']
    const fromFile = await run(argv, { cwd: folder })
    const fromEnv = await run(argv, { cwd: folder, env: { LANDFALL_API_KEY: API_KEY } })
    const fromFlag = await run([...argv, '--api-key', API_KEY], {
      cwd: folder,
      env: { LANDFALL_API_KEY: 'sk_env' },
    })
    expect([fromFile.exit, fromEnv.exit, fromFlag.exit]).toEqual([1, 0, 0])
  })

  it('never sends a key out of the file to another API', async () => {
    await localFile({ ...local(), api_url: 'http://localhost:1' })
    const { exit, stderr } = await run(['upload', 'one.txt', '--url', api.url], { cwd: folder })
    expect({ exit, stderr }).toEqual({
      exit: 2,
      stderr: `landfall: no API key for ${api.url}: run \`landfall login\`, set LANDFALL_API_KEY or pass --api-key. See \`landfall help upload\`.\n`,
    })
    expect(api.requests).toEqual([])
  })

  it.each([
    { argv: [], message: 'name at least one file' },
    { argv: ['a', '--bukket', 'b'], message: "Unknown option '--bukket'" },
    { argv: ['a', '--bucket'], message: "Option '-b, --bucket <value>' argument missing" },
    { argv: ['a'], message: 'no API to talk to' },
    { argv: ['a', '--url', 'localhost:4000'], message: '--url is not a URL: localhost:4000' },
    { argv: ['a', '--url', 'http://x', '--api-key', 'k'], message: 'no bucket' },
  ])('is a wrong call without: $message', async ({ argv, message }) => {
    const { exit, stdout, stderr } = await run(['upload', ...argv], { cwd: folder })
    expect({ exit, stdout }).toEqual({ exit: 2, stdout: '' })
    expect(stderr).toContain(`landfall: ${message}`)
    expect(stderr.split('\n')).toHaveLength(2)
  })

  it('is told as JSON to whoever asked for it', async () => {
    const { exit, stdout, stderr } = await run(['upload', '--json'], { cwd: folder })
    expect({ exit, stderr }).toEqual({ exit: 2, stderr: '' })
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      error: { code: 'USAGE', message: expect.stringContaining('name at least one file') },
    })
  })

  it('is a wrong call with a file that is damaged', async () => {
    await localFile({})
    await writeFile(join(folder, '.landfall', 'local.json'), '{')
    const { exit, stderr } = await run(['upload', 'one.txt'], { cwd: folder })
    expect(exit).toBe(2)
    expect(stderr).toContain('is not JSON')
  })
})
