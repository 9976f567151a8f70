import { expect, it, vi } from 'vitest'
import { isAlive } from '../../src/postgres/process-state.ts'
import { newPlace, until } from './started.ts'

// Five processes and a database each; a machine that is busy with other tests may take this long.
vi.setConfig({ testTimeout: 90_000 })

it('leaves only Postgres behind when it is killed itself, and adopts it at the next start', async () => {
  await using place = await newPlace()
  const first = await place.start().ready()
  const { postgres = 0, ...others } = place.local().pids
  first.child.kill('SIGKILL')
  await first.ended
  // At once: the children may still be on their way out, and hold the ports that are asked for again.
  const second = await place.start().ready()
  expect(Object.values(others).filter(isAlive)).toEqual([])
  expect(place.local().pids.postgres).toBe(postgres)
  expect(second.output).toContain('adopted')
  second.child.kill('SIGTERM')
  expect(await second.ended).toBe(0)
  expect(isAlive(postgres)).toBe(false)
})

it('recovers after everything was killed', async () => {
  await using place = await newPlace()
  const first = await place.start().ready()
  const { pids } = place.local()
  for (const pid of Object.values(pids)) process.kill(pid, 'SIGKILL')
  await first.ended
  const second = await place.start().ready()
  expect((await fetch(place.local().api_url)).status).toBe(200)
  second.child.kill('SIGTERM')
  expect(await second.ended).toBe(0)
})

it.each(['api', 'worker', 's3', 'postgres'])(
  'starts %s again when it dies, and notes the new process',
  async name => {
    await using place = await newPlace()
    const started = await place.start().ready()
    const before = place.local()
    const pid = before.pids[name] ?? 0
    process.kill(pid, 'SIGKILL')
    await until(() => place.local().pids[name] !== pid)
    const after = place.local()
    expect(isAlive(after.pids[name] ?? 0)).toBe(true)
    expect({ ...after, pids: null }).toEqual({ ...before, pids: null })
    expect(started.output.match(/starting it again/g)).toHaveLength(1)
    started.child.kill('SIGTERM')
    expect(await started.ended).toBe(0)
    expect(Object.values(after.pids).filter(isAlive)).toEqual([])
  },
)
