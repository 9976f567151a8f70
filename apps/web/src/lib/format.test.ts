import { describe, expect, it } from 'vitest'
import { formatBytes, formatDuration, formatRelative } from './format.ts'

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [1536, '1.5 kB'],
    [99_950, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1 MB'],
    [30_000_000, '30 MB'],
    [5 * 1024 ** 3, '5.4 GB'],
  ])('%d bytes are %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })
})

describe('durations', () => {
  it.each([
    [0.2, '1 s'],
    [59.4, '59 s'],
    [59.6, '1 min'],
    [3_570, '1 h'],
    [7_500, '2 h 5 min'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text)
  })
})

describe('times', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  it.each([
    [0, 'just now'],
    [-44, 'just now'],
    [-50, '1 minute ago'],
    [-300, '5 minutes ago'],
    [-3_590, '1 hour ago'],
    [3_300, 'in 55 minutes'],
    [-86_400, 'yesterday'],
    [-8 * 86_400, '14 Nov 2026'],
  ])('%d seconds from now: %s', (seconds, text) => {
    expect(formatRelative(new Date(now + seconds * 1000).toISOString(), now)).toBe(text)
  })
})
