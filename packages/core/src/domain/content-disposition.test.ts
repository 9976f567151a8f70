import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { attachmentDisposition } from './content-disposition.ts'

/** What a browser that knows RFC 8187 saves the file as. */
function savedName(disposition: string): string {
  const match = /; filename\*=UTF-8''(.*)$/.exec(disposition)
  return decodeURIComponent(match?.[1] ?? '')
}

const queryLength = (disposition: string) => encodeURIComponent(disposition).length

describe('attachmentDisposition', () => {
  test.each([
    ['report.pdf', `attachment; filename="report.pdf"; filename*=UTF-8''report.pdf`],
    ['a b.txt', `attachment; filename="a b.txt"; filename*=UTF-8''a%20b.txt`],
    ['größe.txt', `attachment; filename="gr__e.txt"; filename*=UTF-8''gr%C3%B6%C3%9Fe.txt`],
    ['say "hi".txt', `attachment; filename="say _hi_.txt"; filename*=UTF-8''say%20%22hi%22.txt`],
    ['back\\slash', `attachment; filename="back_slash"; filename*=UTF-8''back%5Cslash`],
    ['100%.txt', `attachment; filename="100_.txt"; filename*=UTF-8''100%25.txt`],
    ["it's(1)*.txt", `attachment; filename="it's(1)*.txt"; filename*=UTF-8''it%27s%281%29%2A.txt`],
    ['a;b=c.txt', `attachment; filename="a;b=c.txt"; filename*=UTF-8''a%3Bb%3Dc.txt`],
  ])('%j', (filename, disposition) => {
    expect(attachmentDisposition(filename)).toBe(disposition)
  })

  test('no name ends the header or begins another parameter', () => {
    const injected = attachmentDisposition('a"; filename="evil.exe\r\nSet-Cookie: x=1')
    expect(injected).toMatch(/^attachment; filename="[^"\\]*"; filename\*=UTF-8''[A-Za-z0-9%._~!-]*$/)
    expect(injected).not.toMatch(/[\r\n]/)
  })

  test.each([
    ['of 255 ASCII characters', `${'a'.repeat(251)}.txt`],
    ['that is not too long', 'Ünïcödé \u{1F4C4}.tar.gz'],
  ])('a name %s comes back whole', (_, filename) => {
    expect(savedName(attachmentDisposition(filename))).toBe(filename)
  })

  test.each(['é', '語', '\u{1F4C4}'])(
    '255 times %s is cut between characters and keeps its extension',
    char => {
      const saved = savedName(attachmentDisposition(`${char.repeat(255)}.mp4`))
      const stem = saved.slice(0, -'.mp4'.length)
      expect(saved.endsWith('.mp4')).toBe(true)
      expect(stem.length).toBeGreaterThan(0)
      expect(stem).toBe(char.repeat(stem.length / char.length))
    },
  )

  test('whatever the name, it is ASCII, stays short in a URL, and comes back as the name or its beginning', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 255 }), filename => {
        const disposition = attachmentDisposition(filename)
        expect(disposition).toMatch(/^[\x20-\x7e]+$/)
        expect(queryLength(disposition)).toBeLessThanOrEqual(1_100)
        const saved = savedName(disposition)
        const dot = filename.lastIndexOf('.')
        const isCut = saved !== filename
        if (isCut)
          expect(filename.startsWith(saved.slice(0, dot > 0 ? saved.lastIndexOf('.') : undefined))).toBe(true)
      }),
    )
  })
})
