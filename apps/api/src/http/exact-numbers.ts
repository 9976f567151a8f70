/**
 * JSON.parse makes every number a double: an id of 64 bits comes out as another id, 1e400 as Infinity, which is stored as null,
 * and 1e-400 as 0. Nobody would be told, so such a number is refused where the text is still at hand.
 */

/**
 * What a number has to have to be one of those: sixteen digits, or an exponent of three. Found at most where a value may begin,
 * so that neither digests nor base64 make us read a body twice.
 */
const SUSPECT = /[\s:,[]-?(?:\d{16}|[\d.]+[eE][+-]?\d{3})/

export interface InexactNumber {
  path: (string | number)[]
  message: string
}

/** Place of the first such number in a text that is valid JSON, and what is wrong with it; `null`: there is none. */
export function findInexactNumber(text: string): InexactNumber | null {
  if (!SUSPECT.test(text)) return null
  try {
    return findBySource(text)
  } catch (error) {
    // Unlike a plain JSON.parse, one that looks at each value descends on the stack.
    if (error instanceof RangeError) return { path: [], message: 'nests too deep' }
    throw error
  }
}

function findBySource(text: string): InexactNumber | null {
  let message: string | null = null
  const marked = parseWithSource(text, (_, value, { source }) => {
    const lost = typeof value === 'number' && source !== undefined ? lossOf(value, source) : null
    if (lost === null || message !== null) return value
    message = lost
    return LOST
  })
  return message === null ? null : { path: pathTo(marked) ?? [], message }
}

const LOST = Symbol('lost')

type Reviver = (key: string, value: unknown, context: { source?: string }) => unknown

/** ECMA-262, JSON.parse source text access; the types of the library do not have its third argument yet. */
const parseWithSource = JSON.parse as (text: string, reviver: Reviver) => unknown

/** With an exponent a number is meant to be a double, and rounded like one. */
function lossOf(value: number, source: string): string | null {
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

function pathTo(value: unknown): (string | number)[] | null {
  if (value === LOST) return []
  if (typeof value !== 'object' || value === null) return null
  for (const [name, member] of Object.entries(value)) {
    const below = pathTo(member)
    if (below !== null) return [Array.isArray(value) ? Number(name) : name, ...below]
  }
  return null
}
