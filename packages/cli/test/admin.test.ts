import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { API_KEY, run, startApi } from './support.ts'

let api: Awaited<ReturnType<typeof startApi>>
beforeEach(async () => {
  api = await startApi()
})
afterEach(() => api[Symbol.asyncDispose]())

const admin = (argv: string[]) => run(['admin', ...argv, ...api.flags])

describe('landfall admin', () => {
  it('makes an organization, and a key of it', async () => {
    const made = await admin(['org', 'create', 'Acme', '--namespace', 'production', '--json'])
    expect(made.exit).toBe(0)
    const organization = JSON.parse(made.stdout)
    expect(organization).toMatchObject({
      organization_id: expect.stringMatching(/^org_/),
      name: 'Acme',
      namespace_name: 'production',
    })

    const key = await admin(['keys', 'create', '--org', 'Acme', '--permission', 'read', '--name', 'report'])
    expect(key.exit).toBe(0)
    expect(key.stdout).toMatch(/^api_key {10}sk_\w+$/m)
    const [stored] = [...api.services.db.tables.apiKeys.values()]
    expect(stored).toMatchObject({
      organizationId: organization.organization_id,
      name: 'report',
      permission: 'read',
    })
  })

  it('says that a name is taken, with exit code 1', async () => {
    await admin(['org', 'create', 'Acme'])
    const again = await admin(['org', 'create', 'Acme'])
    expect(again).toMatchObject({ exit: 1, stdout: '' })
    expect(again.stderr).toMatch(/^landfall: .*\(NAME_TAKEN\)\n$/)
    const asJson = await admin(['org', 'create', 'Acme', '--json'])
    expect(JSON.parse(asJson.stdout)).toMatchObject({ ok: false, error: { code: 'NAME_TAKEN', status: 409 } })
  })

  it('refuses a key that is not an operator’s', async () => {
    api.services.actor.isOperator = false
    const { exit, stderr } = await admin(['org', 'create', 'Acme'])
    expect(exit).toBe(1)
    expect(stderr).toContain('(FORBIDDEN)')
  })

  it('takes the operator’s key out of .landfall/local.json', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'landfall-cli-'))
    await mkdir(join(folder, '.landfall'))
    const local = { api_url: api.url, api_key: 'sk_not_an_operator', admin_key: API_KEY }
    await writeFile(join(folder, '.landfall/local.json'), JSON.stringify(local))
    expect(await run(['admin', 'org', 'create', 'Acme'], { cwd: folder })).toMatchObject({ exit: 0 })
    await rm(folder, { recursive: true })
  })

  it.each([
    { argv: ['org', 'create'], message: 'give the organization one name' },
    { argv: ['org', 'create', 'a', 'b'], message: 'give the organization one name' },
    { argv: ['keys', 'create'], message: 'say which organization' },
    { argv: ['keys', 'create', 'stray', '--org', 'a'], message: 'unexpected argument: stray' },
    {
      argv: ['keys', 'create', '--org', 'a', '--permission', 'all'],
      message: '--permission is one of read, write, delete, admin, not all',
    },
    { argv: ['org', 'delete', 'a'], message: 'there is no command "admin org delete"' },
  ])('is a wrong call: $message', async ({ argv, message }) => {
    const { exit, stderr } = await admin(argv)
    expect(exit).toBe(2)
    expect(stderr).toContain(message)
    expect(api.calls).toEqual([])
  })
})

describe('landfall keys revoke', () => {
  it('asks whoever sits there, and takes nothing but a yes for one', async () => {
    const made = await run(['keys', 'create', '--json', ...api.flags])
    const { key_id: id } = JSON.parse(made.stdout)
    const questions: string[] = []
    const revoke = (answer: string) =>
      run(['keys', 'revoke', id, ...api.flags], {
        ask: async question => {
          questions.push(question)
          return answer
        },
      })
    for (const answer of ['', 'n', 'yeah'])
      expect(await revoke(answer)).toEqual({ exit: 1, stdout: '', stderr: 'nothing was changed\n' })
    expect(api.services.db.tables.apiKeys.get(id)?.revokedAt).toBeNull()
    expect(await revoke('Y')).toMatchObject({ exit: 0, stdout: `revoked ${id}\n` })
    expect(questions[0]).toBe(`Revoke ${id}? Whoever uses it is locked out at once. [y/N] `)
    expect(api.services.db.tables.apiKeys.get(id)?.revokedAt).toBeInstanceOf(Date)
  })
})

describe('landfall admin quota verify', () => {
  const bend = (change: object) =>
    api.services.db.stage.bendQuota(`bucket:${api.services.place.bucketId}`, change)

  it('says that everything agrees', async () => {
    expect(await admin(['quota', 'verify'])).toEqual({
      exit: 0,
      stdout: '3 scopes checked: counters, ledger and what is there agree\n',
      stderr: '',
    })
  })

  it('names every number that drifts, fails, and leaves it as it is', async () => {
    await bend({ usedBytes: 7, reservedObjects: 2 })
    const { bucketId } = api.services.place
    for (let look = 0; look < 2; look += 1)
      expect(await admin(['quota', 'verify'])).toEqual({
        exit: 1,
        stdout: `bucket ${bucketId}  used_bytes  counter 7, ledger 0, really 0
bucket ${bucketId}  reserved_objects  counter 2, ledger 0, really 0
3 scopes checked, 1 drifted
`,
        stderr: '',
      })
  })

  it('repairs what drifts, also in the ledger, and is content afterwards', async () => {
    const { services } = api
    await bend({ usedBytes: 7 })
    await services.db.stage.bendLedger(services.place, { usedObjects: 3 })
    const repaired = await admin(['quota', 'verify', '--repair', '--json'])
    expect(repaired.exit).toBe(0)
    const { checked_scopes, drifts } = JSON.parse(repaired.stdout)
    expect(checked_scopes).toBe(3)
    expect(drifts).toHaveLength(3)
    for (const drift of drifts) expect(drift).toMatchObject({ repaired: true, ledger: { used_objects: 3 } })
    expect(services.db.tables.entries.filter(({ kind }) => kind === 'repair')).toHaveLength(3)
    expect((await admin(['quota', 'verify'])).exit).toBe(0)
  })

  it('looks at one organization where it is asked to, and at all otherwise', async () => {
    await admin(['org', 'create', 'Acme'])
    expect((await admin(['quota', 'verify', '--org', 'Acme'])).stdout).toMatch(/^2 scopes/)
    expect((await admin(['quota', 'verify'])).stdout).toMatch(/^5 scopes/)
    expect(await admin(['quota', 'verify', '--org', 'Nobody'])).toMatchObject({
      exit: 1,
      stderr: expect.stringContaining('(NOT_FOUND)'),
    })
  })

  it('shows an admin who is no operator their own organization', async () => {
    await admin(['org', 'create', 'Acme'])
    api.services.actor.isOperator = false
    expect((await admin(['quota', 'verify'])).stdout).toMatch(/^3 scopes/)
    expect((await admin(['quota', 'verify', '--org', 'Acme'])).exit).toBe(1)
  })
})

describe('landfall admin tokens rotate', () => {
  const standing = async (token: string) => {
    const { tokens, secrets } = api.services.deps
    return (await tokens.authenticate(secrets.hash(token), null)).outcome
  }

  it('ends every token that is out, unless it is told to keep them', async () => {
    const { token } = await api.services.caller.tokens.create({ bucket: api.services.place.bucketId })
    const kept = await admin(['tokens', 'rotate', '--keep-live'])
    expect(kept).toMatchObject({
      exit: 0,
      stdout: expect.stringMatching(/^kid +sgn_\w+\nretired_keys +1\n$/),
    })
    expect(await standing(token)).toBe('live')
    const ended = await admin(['tokens', 'rotate', '--json'])
    expect(JSON.parse(ended.stdout)).toEqual({ kid: expect.stringMatching(/^sgn_/), retired_keys: '2' })
    expect(await standing(token)).toBe('revoked')
  })

  it('is the operator’s, and takes no more words', async () => {
    expect(await admin(['tokens', 'rotate', 'all'])).toMatchObject({ exit: 2 })
    api.services.actor.isOperator = false
    expect(await admin(['tokens', 'rotate'])).toMatchObject({ exit: 1 })
  })
})

describe('landfall help', () => {
  it('lists every command, and is what nothing at all gets too', async () => {
    const help = await run(['help'])
    expect(help).toMatchObject({ exit: 0, stderr: '' })
    for (const name of [
      'upload',
      'admin org create',
      'admin keys create',
      'admin tokens rotate',
      'admin quota verify',
    ])
      expect(help.stdout).toContain(`landfall ${name} `)
    expect(await run([])).toEqual({ ...help, exit: 2 })
    expect(await run(['--help'])).toEqual(help)
  })

  it('shows what one command takes, with an example of each', async () => {
    const { stdout: all } = await run(['help'])
    const names = [...all.matchAll(/^ {2}landfall ([a-z ]+?) (?=[^a-z]|\n)/gm)].map(([, name = '']) => name)
    expect(names.length).toBeGreaterThan(15)
    for (const name of names.filter(name => name !== 'help')) {
      const { exit, stdout } = await run([...name.split(' '), '--help'])
      expect({ name, exit }).toEqual({ name, exit: 0 })
      expect(stdout).toContain(`landfall ${name} `)
      if (!name.startsWith('admin ')) expect(stdout).toContain('\nExamples:\n  ')
    }
    for (const name of ['keys create', 'admin keys create'])
      expect((await run([...name.split(' '), '--help'])).stdout).toContain('--all-namespaces')
    expect((await run(['help', 'uploads'])).stdout).toContain('landfall uploads cancel ')
    expect((await run(['help', 'nonsense'])).exit).toBe(2)
  })
})
