import { expect, it } from 'vitest'
import { keepRunning, type Upkeep } from '../../src/start/keep-running.ts'
import type { Run } from '../../src/start/run.ts'

/** A part whose lives are ended by the test. */
function fakePart() {
  const lives: { end: (reason: string) => void; wasStopped: boolean }[] = []
  const said: string[] = []
  const gaveUp: string[] = []
  let failNext: Error | null = null
  const upkeep: Upkeep = {
    label: 'The part',
    firstDelayMs: 1,
    say: line => said.push(line),
    onGaveUp: reason => gaveUp.push(reason),
    async start(): Promise<Run> {
      if (failNext !== null) throw failNext
      const { promise, resolve } = Promise.withResolvers<string>()
      const life = { end: resolve, wasStopped: false }
      lives.push(life)
      return {
        pid: lives.length,
        outlivesUs: false,
        gone: promise,
        kill: () => resolve('was killed'),
        async stop() {
          life.wasStopped = true
          resolve('was stopped')
        },
      }
    },
  }
  const failFromNowOn = (error: Error) => {
    failNext = error
  }
  return { upkeep, lives, said, gaveUp, failFromNowOn }
}

it('starts a dead part again and says so in one line', async () => {
  const { upkeep, lives, said, gaveUp } = fakePart()
  const part = await keepRunning(upkeep, new AbortController().signal)
  lives[0]?.end('ended with exit code 1; its last lines (api.log):\nboom')
  await expect.poll(() => lives.length).toBe(2)
  expect(said).toEqual(['The part ended with exit code 1; starting it again.'])
  await part.stop()
  expect(lives.map(life => life.wasStopped)).toEqual([false, true])
  expect(gaveUp).toEqual([])
})

it('gives up after five quick deaths in a row, with the last log lines', async () => {
  const { upkeep, lives, said, gaveUp } = fakePart()
  await keepRunning(upkeep, new AbortController().signal)
  for (let life = 0; life < 5; life++) {
    await expect.poll(() => lives.length).toBe(life + 1)
    lives[life]?.end(`ended with exit code 1; its last lines (api.log):\nboom ${life}`)
  }
  await expect.poll(() => gaveUp.length).toBe(1)
  expect(gaveUp[0]).toContain('died 5 times in a row')
  expect(gaveUp[0]).toContain('boom 4')
  expect(said).toHaveLength(4)
  expect(lives).toHaveLength(5)
})

it('counts a restart that fails as a death', async () => {
  const { upkeep, lives, gaveUp, failFromNowOn } = fakePart()
  await keepRunning(upkeep, new AbortController().signal)
  failFromNowOn(new Error('is not to be had'))
  lives[0]?.end('ended')
  await expect.poll(() => gaveUp.length).toBe(1)
  expect(gaveUp[0]).toContain('is not to be had')
})

it('does not start again what died while everything stops', async () => {
  const { upkeep, lives, said } = fakePart()
  const stopping = new AbortController()
  const part = await keepRunning(upkeep, stopping.signal)
  stopping.abort()
  lives[0]?.end('was killed')
  await part.stop()
  expect(said).toEqual([])
  expect(lives).toHaveLength(1)
})

it('ends a waiting restart when it is stopped', async () => {
  const { upkeep, lives, said } = fakePart()
  const part = await keepRunning({ ...upkeep, firstDelayMs: 60_000 }, new AbortController().signal)
  lives[0]?.end('ended')
  await expect.poll(() => said.length).toBe(1)
  await part.stop()
  expect(lives).toHaveLength(1)
})

it('fails when the first start fails', async () => {
  const { upkeep, failFromNowOn } = fakePart()
  failFromNowOn(new Error('no'))
  await expect(keepRunning(upkeep, new AbortController().signal)).rejects.toThrow('no')
})
