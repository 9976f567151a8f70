import { createWaitingRoom } from '@landfall/core/services'
import { createTestServices, type TestServices } from '@landfall/core/testing'
import { createCaller } from '@landfall/core/trpc'
import { describe, expect, it, vi } from 'vitest'
import { create, refusalOf } from '../support/uploads.ts'

const LONG = 60

async function open(test: TestServices) {
  const { ref, put } = await create(test, { skip_duplicates: false })
  await put()
  return { ref, put, wait: (timeout_seconds = LONG) => test.caller.uploads.wait({ ...ref, timeout_seconds }) }
}

/** Every question that the room asks of the database. */
function countQuestions(test: TestServices) {
  const asked: string[][] = []
  const { settledAmong } = test.db.watch
  const watch = {
    settledAmong: (ids: string[]) => {
      asked.push(ids)
      return settledAmong(ids)
    },
  }
  const limits = { process: 1_000, organization: 1_000 }
  test.deps.waitingRoom = createWaitingRoom({ watch, log: test.deps.log, limits, pollMs: 5 })
  return asked
}

describe('waiting for an upload', () => {
  it('is over at once for one that is final', async () => {
    const test = await createTestServices()
    const { ref, wait } = await open(test)
    await test.caller.uploads.confirm(ref)
    expect(await wait()).toMatchObject({ status: 'COMPLETED' })
  })

  it.each(['confirm', 'cancel'] as const)('is over when somebody else settles it: %s', async how => {
    const test = await createTestServices()
    const { ref, wait } = await open(test)
    const waiting = Promise.all([wait(), wait()])
    await test.caller.uploads[how](ref)
    const status = how === 'confirm' ? 'COMPLETED' : 'CANCELED'
    expect((await waiting).map(upload => upload.status)).toEqual([status, status])
  })

  it('answers the upload as it stands when the time is over', async () => {
    const test = await createTestServices()
    const { wait } = await open(test)
    expect(await wait(0)).toMatchObject({ status: 'PENDING' })
  })

  it('asks one question for everybody who waits, and none when nobody does', async () => {
    const test = await createTestServices()
    const asked = countQuestions(test)
    const uploads = await Promise.all(Array.from({ length: 20 }, () => open(test)))
    expect(asked).toEqual([])
    const waiting = uploads.map(({ wait }) => wait())
    await vi.waitFor(() => expect(asked.at(-1)).toHaveLength(20))
    expect(asked.filter(ids => ids.length > 0).length).toBeLessThan(20)
    for (const { ref } of uploads) await test.caller.uploads.cancel(ref)
    await Promise.all(waiting)
    const { length } = asked
    await new Promise(done => setTimeout(done, 50))
    expect(asked).toHaveLength(length)
  })

  it('has room for so many of an organization and of a process, and says so', async () => {
    const test = await createTestServices()
    const { ref, wait } = await open(test)
    const waiting = [wait(), wait(), wait()]
    await vi.waitFor(async () =>
      expect(await refusalOf(wait())).toMatchObject({
        status: 429,
        code: 'TOO_MANY_WAITING',
        error: { details: { scope: 'organization', limit: 3, retryable: true } },
      }),
    )
    const { waitingRoom } = test.deps
    const other = {
      uploadId: ref.upload_id,
      organizationId: 'org_other',
      timeoutMs: 60_000,
      signal: undefined,
    }
    const fourth = waitingRoom.wait(other)
    expect(await waitingRoom.wait({ ...other, organizationId: 'org_third' })).toEqual({
      kind: 'full',
      scope: 'process',
      limit: 4,
    })
    await test.caller.uploads.cancel(ref)
    await Promise.all([...waiting, fourth])
    expect(await wait(0)).toMatchObject({ status: 'CANCELED' })
  })

  it('gives the place back when the caller goes away', async () => {
    const test = await createTestServices()
    const { waitingRoom } = test.deps
    const { ref } = await open(test)
    const sit = (signal?: AbortSignal) =>
      waitingRoom.wait({ uploadId: ref.upload_id, organizationId: 'org', timeoutMs: 60_000, signal })
    const callers = [1, 2, 3].map(() => new AbortController())
    const sitting = callers.map(({ signal }) => sit(signal))
    expect(await sit()).toMatchObject({ kind: 'full' })
    for (const caller of callers) caller.abort()
    expect(await Promise.all(sitting)).toEqual(Array(3).fill({ kind: 'gone' }))
    expect(await sit(AbortSignal.abort())).toEqual({ kind: 'gone' })
    const next = sit()
    await test.caller.uploads.cancel(ref)
    expect(await next).toEqual({ kind: 'final' })
  })

  it('ends with what there is when the process stops, at once for whoever comes later', async () => {
    const test = await createTestServices()
    const { wait } = await open(test)
    const waiting = wait()
    await new Promise(done => setTimeout(done, 10))
    test.deps.waitingRoom.close()
    expect((await waiting).status).toBe('PENDING')
    expect((await wait()).status).toBe('PENDING')
  })

  it('outlives a database that is away for a moment', async () => {
    const test = await createTestServices()
    const { ref, wait } = await open(test)
    test.db.faults.failNext('watch.settledAmong')
    const waiting = wait()
    await test.caller.uploads.cancel(ref)
    expect((await waiting).status).toBe('CANCELED')
  })
})

/** A caller whose credential is over at look number `good` after the first one. */
function endingCaller(test: TestServices, good: number) {
  const looks = { asked: 0 }
  const reauthenticate = async () => {
    looks.asked += 1
    return looks.asked < good ? test.actor : null
  }
  const caller = createCaller({ services: test.deps, actor: test.actor, requestId: 'r', reauthenticate })
  return { caller, looks }
}

describe('waiting with a credential that ends meanwhile', () => {
  it('is over at the next look, though nothing happens to the upload', async () => {
    const test = await createTestServices()
    const { ref } = await open(test)
    const { caller, looks } = endingCaller(test, 3)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const ended = refusalOf(caller.uploads.wait({ ...ref, timeout_seconds: 60 }))
      await vi.advanceTimersByTimeAsync(46_000)
      expect(await ended).toMatchObject({ status: 401, code: 'UNAUTHORIZED' })
      expect(looks.asked).toBe(3)
    } finally {
      vi.useRealTimers()
    }
  })

  it('is told nothing of what became of the upload', async () => {
    const test = await createTestServices()
    const { ref } = await open(test)
    const { caller } = endingCaller(test, 1)
    const ended = refusalOf(caller.uploads.wait({ ...ref, timeout_seconds: LONG }))
    await test.caller.uploads.cancel(ref)
    expect(await ended).toMatchObject({ status: 401, code: 'UNAUTHORIZED' })
  })

  it.each([7, 20, 60])('waits %i seconds in all', async seconds => {
    const test = await createTestServices()
    const { ref } = await open(test)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      let isOver = false
      const waiting = test.caller.uploads.wait({ ...ref, timeout_seconds: seconds }).finally(() => {
        isOver = true
      })
      await vi.advanceTimersByTimeAsync(seconds * 1000 - 1)
      expect(isOver).toBe(false)
      await vi.advanceTimersByTimeAsync(1)
      expect(isOver).toBe(true)
      expect(await waiting).toMatchObject({ status: 'PENDING' })
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('a subscription to an upload', () => {
  type Told = [id: string, status: string][]

  async function follow(
    test: TestServices,
    input: { upload_id: string; lastEventId?: string },
    told: Told = [],
  ): Promise<Told> {
    for await (const state of await test.caller.uploads.watch(input)) {
      // Called directly, a tracked value is what the server sends: id and data.
      const [id, { status }] = state as unknown as [string, { status: string }]
      told.push([id, status])
    }
    return told
  }

  it('tells each state once, the final one last', async () => {
    const test = await createTestServices()
    const { ref } = await open(test)
    const told: Told = []
    const following = follow(test, ref, told)
    await vi.waitFor(() => expect(told).toHaveLength(1))
    await test.caller.uploads.confirm(ref)
    expect(await following).toEqual([
      ['1-PENDING', 'PENDING'],
      ['1-COMPLETED', 'COMPLETED'],
    ])
  })

  it('goes on after the last state that was seen', async () => {
    const test = await createTestServices()
    const { ref } = await open(test)
    await test.caller.uploads.confirm(ref)
    expect(await follow(test, { ...ref, lastEventId: '1-PENDING' })).toEqual([['1-COMPLETED', 'COMPLETED']])
    expect(await follow(test, { ...ref, lastEventId: '1-COMPLETED' })).toEqual([])
  })

  it('ends with the credential, though nothing happens to the upload', async () => {
    const test = await createTestServices()
    const { ref } = await open(test)
    const { caller, looks } = endingCaller(test, 3)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const told: Told = []
      const ended = refusalOf(follow({ ...test, caller }, ref, told))
      await vi.advanceTimersByTimeAsync(60_000)
      expect(await ended).toMatchObject({ status: 401, code: 'UNAUTHORIZED' })
      expect([looks.asked, told]).toEqual([3, [['1-PENDING', 'PENDING']]])
    } finally {
      vi.useRealTimers()
    }
  })

  it('breaks off without an end when the process stops', async () => {
    const test = await createTestServices()
    const { ref } = await open(test)
    const states = follow(test, ref)
    test.deps.waitingRoom.close()
    await expect(states).rejects.toMatchObject({ name: 'AbortError' })
  })
})
