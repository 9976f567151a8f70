/**
 * JSON.parse makes every number a double: an id of 64 bits comes out as another id, 1e400 as Infinity, which is stored as null,
 * and 1e-400 as 0. Nobody would be told, so such a number is refused where the text is still at hand.
 */

/** Where a string begins, or all of a number; shorter ones lose nothing. One pass, whatever the text is. */
const STRING_OR_NUMBER = /"|[\d.eE+-]{5,}/g
const STRING_OR_STRUCTURE = /["[\]{},]/g

/** A place that nobody would read, and as long as the body. */
const MAX_PATH = 100

export interface InexactNumber {
  path: (string | number)[]
  message: string
}

/**
 * Place of the first such number in a JSON text, and what is wrong with it; `null`: there is none. Of a text that is no JSON
 * any answer will do. Parsing with a reviver would tell the same, and hold up the process for seconds.
 */
export function findInexactNumber(text: string): InexactNumber | null {
  const scan = new RegExp(STRING_OR_NUMBER)
  for (let found = scan.exec(text); found !== null; found = scan.exec(text)) {
    const [source] = found
    if (source === '"') scan.lastIndex = endOfString(text, found.index)
    else if (source.length >= 16 || /e/i.test(source)) {
      const message = lossOf(Number(source), source)
      if (message !== null) return { path: pathAt(text, found.index), message }
    }
  }
  return null
}

/** After the closing quote; the end of the text where there is none. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let escapes = at
    while (text[escapes - 1] === '\\') escapes -= 1
    if ((at - escapes) % 2 === 0) return at + 1
  }
  return text.length
}

/** A list counts; in an object the first string after a brace or a comma is a name. */
interface Frame {
  place: number | string
  expectsName: boolean
}

function pathAt(text: string, index: number): InexactNumber['path'] {
  const frames: Frame[] = []
  const scan = new RegExp(STRING_OR_STRUCTURE)
  for (let found = scan.exec(text); found !== null && found.index < index; found = scan.exec(text)) {
    const frame = frames.at(-1)
    if (found[0] === '"') {
      scan.lastIndex = endOfString(text, found.index)
      if (frame?.expectsName) {
        frame.place = nameOf(text.slice(found.index, scan.lastIndex))
        frame.expectsName = false
      }
    } else step(frames, found[0])
  }
  return frames.length > MAX_PATH ? [] : frames.map(({ place }) => place)
}

function step(frames: Frame[], structure: string): void {
  const frame = frames.at(-1)
  if (structure === '{') frames.push({ place: '', expectsName: true })
  else if (structure === '[') frames.push({ place: 0, expectsName: false })
  else if (structure !== ',') frames.pop()
  else if (typeof frame?.place === 'number') frame.place += 1
  else if (frame) frame.expectsName = true
}

function nameOf(quoted: string): string {
  try {
    return String(JSON.parse(quoted))
  } catch {
    return quoted
  }
}

/** With an exponent a number is meant to be a double, and rounded like one. */
function lossOf(value: number, source: string): string | null {
  if (Number.isNaN(value)) return null
  const [digits = '', exponent] = source.toLowerCase().split('e')
  if (!Number.isFinite(value) || (value === 0 && /[1-9]/.test(digits)))
    return 'is beyond the range of a JSON number (a double); send it as text'
  const isKept =
    exponent !== undefined ||
    Math.abs(value) <= Number.MAX_SAFE_INTEGER ||
    significantOf(source) === significantOf(String(value))
  return isKept ? null : `is beyond ${Number.MAX_SAFE_INTEGER} and would lose digits; send it as text`
}

/** The digits that count, and where their point is: the same for `10.0`, `10` and `1e1`. */
function significantOf(number: string): string {
  const [mantissa = '', exponent = '0'] = number.replace('-', '').split('e')
  const [whole = '', fraction = ''] = mantissa.split('.')
  const digits = `${whole}${fraction}`.replace(/^0+/, '')
  const significant = digits.replace(/0+$/, '')
  return `${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`
}
