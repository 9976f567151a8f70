import { describe, expect, it } from 'vitest'
import { formatBytes, formatDuration, progressLine } from './progress-line.ts'

describe('progress', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [1_234_567, '1.2 MB'],
    [5_368_709_120, '5.4 GB'],
    [1e18, '1000000.0 TB'],
  ])('writes %d bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })

  it.each([
    [0, '0:00'],
    [0.2, '0:01'],
    [59.5, '1:00'],
    [754, '12:34'],
    [3_600, '1:00:00'],
    [37_230, '10:20:30'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text)
  })

  it('shows the phase, and while sending how far, how fast and how long', () => {
    const progress = {
      phase: 'sending' as const,
      sentBytes: 1_250_000,
      hashedBytes: 2_900_000,
      totalBytes: 2_900_000,
      bytesPerSecond: 3_400_000.4,
      secondsLeft: 0.5,
    }
    expect(progressLine('a.jpg', progress)).toBe('a.jpg   43%  1.3 MB of 2.9 MB  3.4 MB/s  0:01 left')
    expect(progressLine('a.jpg', { ...progress, bytesPerSecond: null, secondsLeft: null })).toBe(
      'a.jpg   43%  1.3 MB of 2.9 MB',
    )
    expect(progressLine('a.jpg', { ...progress, phase: 'hashing', hashedBytes: 290_000 })).toBe(
      'a.jpg  hashing   10%',
    )
    expect(progressLine('a.jpg', { ...progress, phase: 'verifying' })).toBe('a.jpg  verifying')
  })
})
