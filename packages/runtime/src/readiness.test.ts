import { InfrastructureError } from '@landfall/core/domain'
import { describe, expect, it } from 'vitest'
import { createReadinessCheck } from './readiness.ts'

const fine = async () => undefined
const never = () => new Promise<void>(() => undefined)
const warnings: object[] = []
const log = {
  info: () => undefined,
  warn: (fields: object) => void warnings.push(fields),
  error: () => undefined,
}

describe('the readiness check', () => {
  it('is ready when both answer', async () => {
    const check = createReadinessCheck({ database: fine, storage: fine, log })

    expect(await check()).toEqual({ isReady: true, database: { ok: true }, storage: { ok: true } })
  })

  it('says which one failed with a reason that is safe to show, and logs it', async () => {
    const denied = async () => {
      throw new InfrastructureError('STORAGE_MISCONFIGURED', new Error('secret AKIA'))
    }
    const state = await createReadinessCheck({ database: fine, storage: denied, log })()

    expect(state).toEqual({
      isReady: false,
      database: { ok: true },
      storage: { ok: false, code: 'STORAGE_MISCONFIGURED', reason: expect.stringContaining('credentials') },
    })
    expect(JSON.stringify(state)).not.toContain('AKIA')
    expect(warnings.at(-1)).toMatchObject({ storage: { ok: false } })
  })

  it('does not wait for what hangs', async () => {
    const state = await createReadinessCheck({ database: never, storage: fine, log, timeoutMs: 20 })()

    expect(state.database).toEqual({ ok: false, code: 'TIMEOUT', reason: 'No answer within 20 ms.' })
  })

  it('asks once for callers that come together, and anew for the next', async () => {
    let asked = 0
    const count = async () => {
      asked += 1
    }
    const check = createReadinessCheck({ database: count, storage: fine, log })

    await Promise.all([check(), check(), check()])
    expect(asked).toBe(1)
    await check()
    expect(asked).toBe(2)
  })
})
