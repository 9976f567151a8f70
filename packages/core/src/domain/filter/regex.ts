/**
 * Regular expressions in filters: literals, `.`, classes, `\d \w \s` and their opposites, groups, `|`, `^`, `$` and
 * quantifiers. That is what an automaton can match in one pass over the text; no backreference and no look-around, so
 * no text makes it slow (the choice that RE2 made). What a caller wrote is read and written anew, so that the pattern
 * means the same to Postgres and to JavaScript, and nothing in it is an option or an extension of either.
 */
export type ReadRegex = { pattern: string } | { problem: string }

export const MAX_REGEX_CHARACTERS = 256
/** With every repetition written out. */
const MAX_SIZE = 1_000
const MAX_GROUPS = 20

interface Piece {
  text: string
  size: number
}

interface Reader {
  chars: string[]
  at: number
  depth: number
}

class Unreadable extends RangeError {}

export function readRegex(source: string): ReadRegex {
  const reader: Reader = { chars: Array.from(source), at: 0, depth: 0 }
  if (reader.chars.length > MAX_REGEX_CHARACTERS)
    return { problem: `must be at most ${MAX_REGEX_CHARACTERS} characters` }
  try {
    const { text, size } = readAlternatives(reader)
    if (reader.at < reader.chars.length) return { problem: 'has a ) too many' }
    return size > MAX_SIZE ? { problem: 'repeats too much' } : { pattern: text }
  } catch (thrown) {
    if (thrown instanceof Unreadable) return { problem: thrown.message }
    throw thrown
  }
}

function readAlternatives(reader: Reader): Piece {
  const branches = [readBranch(reader)]
  while (take(reader, '|')) branches.push(readBranch(reader))
  return {
    text: branches.map(({ text }) => text).join('|'),
    size: branches.reduce((sum, { size }) => sum + size, 1),
  }
}

function readBranch(reader: Reader): Piece {
  let text = ''
  let size = 0
  for (let char = peek(reader); char !== undefined && char !== '|' && char !== ')'; char = peek(reader)) {
    const piece = isAnchor(char) ? readAnchor(reader) : readQuantified(reader)
    text += piece.text
    size += piece.size
  }
  return { text, size }
}

const isAnchor = (char: string) => char === '^' || char === '$'

function readAnchor(reader: Reader): Piece {
  const text = next(reader)
  if ('*+?{'.includes(peek(reader) ?? ' ')) throw new Unreadable('repeats an anchor')
  return { text, size: 1 }
}

function readQuantified(reader: Reader): Piece {
  const atom = readAtom(reader)
  const quantifier = readQuantifier(reader)
  if (quantifier === null) return atom
  // Lazy or greedy, the same texts match.
  take(reader, '?')
  if ('*+?{'.includes(peek(reader) ?? ' '))
    throw new Unreadable('has a quantifier without anything to repeat')
  return { text: atom.text + quantifier.text, size: atom.size * quantifier.times }
}

function readQuantifier(reader: Reader): { text: string; times: number } | null {
  const char = peek(reader)
  if (char === '*' || char === '+' || char === '?') return { text: next(reader), times: 1 }
  if (char !== '{') return null
  const end = reader.chars.indexOf('}', reader.at)
  const written = reader.chars.slice(reader.at, end + 1).join('')
  const [, low = '', comma, high = ''] = /^\{(\d{1,3})(?:(,)(\d{1,3})?)?\}$/.exec(written) ?? []
  const [least, most] = [Number(low), high === '' ? Number(low) : Number(high)]
  if (low === '' || least > most || most > 100)
    throw new Unreadable('has a { that is not a repetition such as {2}, {2,} or {2,100}')
  reader.at = end + 1
  return { text: `{${least}${comma ?? ''}${high === '' ? '' : most}}`, times: Math.max(1, most) }
}

const SHORTHAND: Record<string, string> = { d: '0-9', w: 'A-Za-z0-9_', s: ' \t\n\r\f\v' }
const CONTROL: Record<string, string> = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v' }

function readAtom(reader: Reader): Piece {
  const char = next(reader)
  switch (char) {
    case '(':
      return readGroup(reader)
    case '[':
      return { text: readClass(reader), size: 1 }
    case '.':
      return { text: '[^\n]', size: 1 }
    case '\\':
      return { text: readEscape(reader), size: 1 }
    default:
      if ('*+?{'.includes(char)) throw new Unreadable('has a quantifier without anything to repeat')
      return { text: literal(char), size: 1 }
  }
}

function readGroup(reader: Reader): Piece {
  reader.depth += 1
  if (reader.depth > MAX_GROUPS) throw new Unreadable('nests too deep')
  if (take(reader, '?') && !take(reader, ':'))
    throw new Unreadable('has a (? other than (?: ; look-around and options are not supported')
  const { text, size } = readAlternatives(reader)
  if (!take(reader, ')')) throw new Unreadable('has a ( that is not closed')
  reader.depth -= 1
  return { text: `(?:${text})`, size }
}

function readEscape(reader: Reader): string {
  const char = reader.chars[reader.at] ?? ''
  reader.at += 1
  const class_ = SHORTHAND[char] ?? SHORTHAND[char.toLowerCase()]
  if (class_ !== undefined) return SHORTHAND[char] === undefined ? `[^${class_}]` : `[${class_}]`
  return CONTROL[char] ?? literal(escaped(char))
}

/** A backslash before a letter or digit is an option or a reference in some dialect, never just that letter. */
function escaped(char: string): string {
  if (char === '' || /[A-Za-z0-9]/.test(char)) throw new Unreadable(`has an unknown escape \\${char}`)
  return char
}

function readClass(reader: Reader): string {
  const isNegated = take(reader, '^')
  let text = ''
  while (peek(reader) !== ']' || text === '') {
    const first = readClassItem(reader)
    const isRange = first.length === 1 && peek(reader) === '-' && reader.chars[reader.at + 1] !== ']'
    if (!isRange) {
      text += first.map(classText).join('')
      continue
    }
    reader.at += 1
    const last = readClassItem(reader)
    const [from, to] = [first[0]?.codePointAt(0), last[0]?.codePointAt(0)]
    if (last.length !== 1 || from === undefined || to === undefined || from > to)
      throw new Unreadable('has a range in a class that runs backwards')
    text += `${first.map(classText).join('')}-${last.map(classText).join('')}`
  }
  reader.at += 1
  return `[${isNegated ? '^' : ''}${text}]`
}

/** One character, or more text for a shorthand such as `\d`. */
function readClassItem(reader: Reader): string[] {
  const char = next(reader, 'has a [ that is not closed')
  if (char === '[' && ':.='.includes(peek(reader) ?? ' '))
    throw new Unreadable('has a named class; write the characters instead')
  if (char !== '\\') return [char]
  const following = next(reader, 'has a [ that is not closed')
  const shorthand = SHORTHAND[following]
  // Two items, so that it is never taken for the start of a range.
  if (shorthand !== undefined) return ['', shorthand]
  return [CONTROL[following] ?? escaped(following)]
}

const classText = (item: string) => (/^[\\\]^[-]$/.test(item) ? `\\${item}` : item)

const literal = (char: string) => (/[\\^$.*+?()[\]{}|]/.test(char) ? `\\${char}` : char)

const peek = ({ chars, at }: Reader): string | undefined => chars[at]

function next(reader: Reader, problem = 'ends too early'): string {
  const char = reader.chars[reader.at]
  if (char === undefined) throw new Unreadable(problem)
  reader.at += 1
  return char
}

function take(reader: Reader, char: string): boolean {
  if (peek(reader) !== char) return false
  reader.at += 1
  return true
}
