import { describe, expect, test } from 'vitest'
import { readRegex } from './regex.ts'

describe('a regular expression', () => {
  test.each([
    ['abc', 'abc'],
    ['^a.b$', '^a[^\n]b$'],
    ['(a|b)*?c+', '(?:a|b)*c+'],
    ['(?:ab){2,3}x{4}y{5,}', '(?:ab){2,3}x{4}y{5,}'],
    [String.raw`\d\W\s`, '[0-9][^A-Za-z0-9_][ \t\n\r\f\v]'],
    [String.raw`[\d-]`, String.raw`[0-9\-]`],
    [String.raw`[^a-z\]\\]`, String.raw`[^a-z\]\\]`],
    ['[]a]', String.raw`[\]a]`],
    ['[a^-]', String.raw`[a\^\-]`],
    ['\\.\\*\\t\\n', '\\.\\*\t\n'],
    ['a}]🎈', String.raw`a\}\]🎈`],
    ['', ''],
    ['|a', '|a'],
  ])('%j is read, and written anew so that it means one thing everywhere', (source, pattern) => {
    expect(readRegex(source)).toEqual({ pattern })
    expect(() => new RegExp(pattern, 'u')).not.toThrow()
  })

  test.each([
    ['(?=a)', 'look-around'],
    ['(?i)a', 'look-around'],
    ['(?<name>a)', 'look-around'],
    ['***=a', 'quantifier'],
    [String.raw`(a)\1`, String.raw`unknown escape \1`],
    [String.raw`\bword`, String.raw`unknown escape \b`],
    [String.raw`\p{L}`, String.raw`unknown escape \p`],
    [String.raw`[\D]`, String.raw`unknown escape \D`],
    ['\\', 'unknown escape'],
    ['a**', 'quantifier'],
    ['a+{2}', 'quantifier'],
    ['^*', 'repeats an anchor'],
    ['a{3,2}', 'not a repetition'],
    ['a{101}', 'not a repetition'],
    ['a{,2}', 'not a repetition'],
    ['a{x}', 'not a repetition'],
    ['{2}', 'quantifier'],
    ['(a', 'not closed'],
    ['a)', ') too many'],
    ['[a', 'not closed'],
    ['[z-a]', 'backwards'],
    ['[[:alpha:]]', 'named class'],
    [String.raw`[a-\d]`, 'backwards'],
    ['(a{100}){11}', 'repeats too much'],
    ['((((a{9}){9}){9}){9})', 'repeats too much'],
    ['('.repeat(21) + ')'.repeat(21), 'too deep'],
    ['a'.repeat(257), 'at most 256'],
  ])('%j is refused with the reason', (source, reason) => {
    expect(readRegex(source)).toEqual({ problem: expect.stringContaining(reason) })
  })
})
