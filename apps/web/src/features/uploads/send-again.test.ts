import { describe, expect, it } from 'vitest'
import { differencesOf, sendAgainOf } from './send-again.ts'

const CREATED = '2026-11-22T12:00:00.000Z'
const open = { status: 'PENDING' as const, created_at: CREATED, expires_at: '2026-11-22T13:00:00.000Z' }
const at = (hours: number) => Date.parse(CREATED) + hours * 3_600_000

describe('sendAgainOf', () => {
  it.each([
    { upload: open, refusal: null, hours: 0.5, expected: 'possible' },
    { upload: open, refusal: 'QUOTA_EXCEEDED', hours: 0.5, expected: 'possible' },
    { upload: open, refusal: 'CHECKSUM_MISMATCH', hours: 0.5, expected: 'needed' },
    { upload: open, refusal: null, hours: 1, expected: 'needed' },
    { upload: open, refusal: 'CHECKSUM_MISMATCH', hours: 24, expected: 'too_old' },
    { upload: { ...open, status: 'PROCESSING' as const }, refusal: null, hours: 2, expected: 'not_now' },
    { upload: { ...open, status: 'CANCELED' as const }, refusal: null, hours: 2, expected: 'not_now' },
  ])('is $expected for $upload.status after $hours hours and $refusal', given => {
    expect(sendAgainOf(given.upload, given.refusal, at(given.hours))).toBe(given.expected)
  })
})

describe('differencesOf', () => {
  const announced = { filename: 'a.txt', file_size_bytes: 3, content_type: 'Text/Plain; charset=utf-8' }

  it('finds none in the file that was announced', () => {
    expect(differencesOf(announced, { name: 'a.txt', size: 3, type: 'text/plain' })).toEqual([])
    expect(
      differencesOf({ ...announced, file_size_bytes: null }, { name: 'a.txt', size: 9, type: '' }),
    ).toEqual([])
  })

  it('names every one of them', () => {
    expect(differencesOf(announced, { name: 'b.png', size: 1500, type: 'image/png' })).toEqual([
      'It is called “b.png” and will be kept as “a.txt”.',
      'It has 1.5 kB; 3 B were announced.',
      'It is image/png and will be kept as Text/Plain; charset=utf-8.',
    ])
  })
})
