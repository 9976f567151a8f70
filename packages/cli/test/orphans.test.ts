import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { compareStore, renewMark, run, startApi } from './support.ts'

const DAY = 86_400

let api: Awaited<ReturnType<typeof startApi>>
beforeEach(async () => {
  api = await startApi()
  await renewMark(api.services.deps)
})
afterEach(() => api[Symbol.asyncDispose]())

const orphans = (argv: string[], context = {}) => run(['admin', 'orphans', ...argv, ...api.flags], context)

/** What a worker does; younger keys are nobody's orphans, and make the others few. */
async function scan(strays: number, young: number) {
  const { store, db, deps } = api.services
  for (let index = 0; index < strays; index += 1) store.write(`org_x/stray-${index}`, 'stray')
  db.clock.advance(DAY + 1)
  for (let index = 0; index < young; index += 1) store.write(`org_y/${index}`, 'x')
  await compareStore(deps)
}

const strays = () => api.services.store.keys().filter(key => key.startsWith('org_x/')).length

describe('landfall admin orphans', () => {
  it('says that nobody scanned, has a worker scan, and shows what it found', async () => {
    expect(await orphans(['list'])).toMatchObject({ exit: 0, stdout: 'nobody has scanned yet\n' })
    expect(await orphans(['scan'])).toEqual({ exit: 0, stdout: 'report_id  1\n', stderr: '' })
    expect((await orphans(['list'])).stdout).toMatch(/^1 {2}\S+ {2}running\n$/)
    await scan(2, 3)
    const { stdout } = await orphans(['list'])
    expect(stdout).toContain('2 of 5 keys are orphans (10 B, since ')
    const keys = await orphans(['list', '--report', '2'])
    expect(keys.stdout.match(/^orphan {2}\S+ {2}5 B {2}org_x\/stray-\d$/gm)).toHaveLength(2)
    const lines = (await orphans(['list', '--report', '2', '--json'])).stdout.trim().split('\n')
    expect(lines.map(line => JSON.parse(line))).toMatchObject([
      { key: 'org_x/stray-0', reason: 'orphan', outcome: null },
      { key: 'org_x/stray-1' },
    ])
  })

  it('deletes after a yes, all of them, however many calls it takes', async () => {
    await scan(150, 15_000)
    const questions: string[] = []
    const answering = (answer: string) => ({
      ask: async (question: string) => {
        questions.push(question)
        return answer
      },
    })
    const refused = await orphans(['delete', '--report', '1'], answering('no'))
    expect(refused).toMatchObject({ exit: 1, stderr: 'landfall: nothing was deleted\n' })
    expect(strays()).toBe(150)
    const deleted = await orphans(['delete', '--report', '1'], answering('yes\n'))
    expect(deleted).toEqual({ exit: 0, stdout: 'deleted 150, left 0\n', stderr: '' })
    expect(questions[0]).toContain('Delete 150 of 15150 keys (750 B)')
    expect(strays()).toBe(0)
  })

  it('says why it refuses, also after --yes', async () => {
    await scan(2, 3)
    const { exit, stderr } = await orphans(['delete', '--report', '1', '--yes'])
    expect(exit).toBe(1)
    expect(stderr).toContain('more than 1 %')
    expect(stderr).toContain('(ORPHANS_DOUBTFUL)')
    expect(strays()).toBe(2)
  })

  it.each([
    { argv: ['delete'], message: 'say which report' },
    { argv: ['delete', '--report', 'x'], message: '--report is a number, not x' },
    { argv: ['list', 'all'], message: 'unexpected argument: all' },
  ])('is a wrong call: $message', async ({ argv, message }) => {
    const { exit, stderr } = await orphans(argv)
    expect(exit).toBe(2)
    expect(stderr).toContain(message)
  })

  it('deletes nothing where nobody can be asked and nobody said yes', async () => {
    await scan(1, 1)
    const { exit, stderr } = await orphans(['delete', '--report', '1'])
    expect(exit).toBe(2)
    expect(stderr).toContain('add --yes')
  })
})
