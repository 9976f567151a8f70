import { describe, expect, it } from 'vitest'
import { compareKeys } from './key-order.ts'

const KEYS = ['', 'a', 'a/', 'a/b', 'a0', 'ab', 'z', 'é', '퟿', '', '￿', '😀', '😀a', '😁']

describe('compareKeys', () => {
  it('is the order of the UTF-8 bytes', () => {
    const byBytes = [...KEYS].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    for (const one of KEYS)
      for (const other of KEYS)
        expect(Math.sign(compareKeys(one, other)), `${one} ${other}`).toBe(
          Math.sign(byBytes.indexOf(one) - byBytes.indexOf(other)),
        )
  })

  it('differs from the order of strings in JavaScript', () => {
    expect(compareKeys('\uE000', '😀')).toBeLessThan(0)
    expect('\uE000' < '😀').toBe(false)
  })
})
