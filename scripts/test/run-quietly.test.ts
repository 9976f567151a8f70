import { expect, it, vi } from 'vitest'
import { isAlive } from '../../packages/local/src/postgres/process-state.ts'
import { runQuietly } from '../lib/run-quietly.ts'

const sh = (script: string, timeoutMs = 10_000) => runQuietly({ file: 'sh', args: ['-c', script], timeoutMs })

it('keeps what a command says, on both channels', async () => {
  expect(await sh('echo out; echo err >&2')).toEqual({ isOk: true, output: 'out\nerr\n' })
})

it('tells how a command failed', async () => {
  expect(await sh('echo no; exit 3')).toEqual({ isOk: false, output: 'no\n\nended with exit code 3\n' })
  expect(await sh('kill -9 $$')).toMatchObject({ isOk: false, output: expect.stringContaining('SIGKILL') })
  const missing = await runQuietly({ file: 'no-such-tool', args: [], timeoutMs: 1000 })
  expect(missing).toMatchObject({ isOk: false, output: expect.stringContaining('ENOENT') })
})

it('ends what a command left running, after its end and after its time', async () => {
  const left = await sh('sleep 60 & echo $!')
  expect(left.isOk).toBe(true)
  await expectEnded(left.output)
  const late = await sh('sleep 60 & echo $!; wait', 300)
  expect(late).toMatchObject({ isOk: false, output: expect.stringContaining('stopped after 0.3 s') })
  await expectEnded(late.output)
})

/** A process that dies closes its output a moment before it counts as dead: the end of the one does not prove the other. */
async function expectEnded(output: string): Promise<void> {
  const pid = Number.parseInt(output, 10)
  expect(pid).toBeGreaterThan(1)
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 })
}
