import { describe, expect, it } from 'vitest'
import { checksumOf } from './support/model/digests.ts'
import { runSequences } from './support/model/run-sequences.ts'

describe('the store and a plain model of a bucket', () => {
  it('answer random sequences of operations alike, versions and restarts included', {
    timeout: 120_000,
  }, async () => {
    expect(await runSequences({ runs: 15, maxLength: 40, limitMs: 60_000 })).toBeGreaterThan(0)
  })

  it('the model’s checksums are right', () => {
    const data = Buffer.from('123456789')
    const hex = (value: string) => Buffer.from(value, 'base64').toString('hex')
    expect(hex(checksumOf('CRC32', data))).toBe('cbf43926')
    expect(hex(checksumOf('CRC32C', data))).toBe('e3069283')
    expect(hex(checksumOf('CRC64NVME', data))).toBe('ae8b14860a799888')
  })
})
