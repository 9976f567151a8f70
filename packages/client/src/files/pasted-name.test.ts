import { expect, it } from 'vitest'
import { nameOfPasted } from './pasted-name.ts'

const NOW = new Date(2026, 10, 2, 8, 4, 9)

it.each([
  ['image.png', 'Pasted 2026-11-02 at 08.04.09.png'],
  ['Image.JPEG', 'Pasted 2026-11-02 at 08.04.09.jpeg'],
  ['report.pdf', 'report.pdf'],
  ['my image.png', 'my image.png'],
])('names %s', (given, name) => {
  expect(nameOfPasted(given, NOW)).toBe(name)
})
