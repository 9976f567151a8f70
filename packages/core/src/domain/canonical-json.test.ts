import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

describe('canonicalJson', () => {
  it.each([
    [
      { a: 1, b: { c: 2, d: [3] } },
      { b: { d: [3], c: 2 }, a: 1 },
    ],
    [{ a: 1, b: null }, { a: 1 }],
    [{ a: 1, b: undefined }, { a: 1 }],
  ])('is the same for %j and %j', (one, other) => {
    expect(canonicalJson(one)).toBe(canonicalJson(other))
  })

  it.each([
    [{ a: 1 }, { a: '1' }],
    [{ a: [1, 2] }, { a: [2, 1] }],
    [{ a: { b: 1 } }, { a: 1, b: 1 }],
    [{ a: [null] }, { a: [] }],
    [{ a: {} }, { a: '' }],
    [{ a: {} }, { a: [] }],
    [{ a: { b: 1 } }, { a: [['b', 1]] }],
  ])('differs for %j and %j', (one, other) => {
    expect(canonicalJson(one)).not.toBe(canonicalJson(other))
  })
})
