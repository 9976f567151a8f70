/** Random filters and sorts over a list, as a caller writes them, with values that its rows really have. */
import { FILTER_OPERATORS, type FieldCatalog, type FieldSpec } from '@landfall/core/domain'
import fc from 'fast-check'

export type Values = Readonly<Record<string, unknown>>

/** Small, so that rows meet; with all that SQL, patterns and collations give a meaning to. */
export const texts = fc.constantFrom(
  ...['', 'a', 'A', 'ab', 'AB c', 'b a', 'ö', 'Ö', 'éa', '日本', '🎈', '\uffee', 'a🎈b', '%', '_', '\\', "'"],
  ...[
    "x' OR '1'='1",
    '"; DROP TABLE upload; --',
    '$1',
    '{}',
    '[',
    '1',
    '0',
    'true',
    'null',
    'a\nb',
    '\u0001',
  ],
)
const numbers = fc.constantFrom(0, -0, 1, -1, 1.5, 10, 9, 1e21, 1e-7, 2 ** 53, -1e300, 5e-324)
const scalars = fc.oneof(texts, numbers, fc.boolean(), fc.constant(null))
const KEYS = ['a', 'b', 'c', '0', '-1', "k'", 'é', '🎈', 'constructor']
const keys = fc.constantFrom(...KEYS)

const { json } = fc.letrec<{ json: unknown }>(tie => ({
  json: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalars,
    fc.array(tie('json'), { maxLength: 3 }),
    fc.dictionary(keys, tie('json'), { maxKeys: 3 }),
  ),
}))

/** What an upload or object carries; most have something under `a`. */
export const metadata = fc.option(
  fc
    .tuple(
      fc.dictionary(keys, json, { maxKeys: 4 }),
      fc.oneof(json, scalars, fc.array(scalars, { maxLength: 3 })),
    )
    .map(([others, a]) => ({ ...others, a })),
  { freq: 6 },
)

const PATTERNS = [
  ...[
    'a',
    '^a',
    'b$',
    '.',
    '^.$',
    '[a-c]+',
    '(a|b)b?',
    String.raw`\d+`,
    String.raw`\w`,
    '[^a]',
    'ö',
    '^$',
    "'",
  ],
  ...[
    String.raw`\.`,
    'x{2,3}|1',
    '(?:ab)*$',
    String.raw`\S\s\S`,
    '🎈',
    '[🎈ö]',
    String.raw`[\d_%]`,
    '[]a]',
    '[^A-Z]$',
  ],
]

/** Of a field as its rows have them, and a few that none has. */
function valuesOf(name: string, spec: FieldSpec, rows: readonly Values[]): fc.Arbitrary<unknown> {
  if (spec.type === 'json') return fc.oneof({ weight: 3, arbitrary: scalars }, { weight: 1, arbitrary: json })
  const known = rows.flatMap(row => row[name]).filter(value => value !== null && value !== undefined)
  const strangers = {
    text: spec.values ? fc.constantFrom(...spec.values) : texts,
    number: numbers,
    time: fc.constantFrom(
      '2020-01-01',
      '2100-01-01T00:00:00.000000+0000',
      '2026-11-22T12:00:00.1234567+02:00',
    ),
    boolean: fc.boolean(),
  }[spec.type]
  return known.length === 0 ? strangers : fc.oneof(fc.constantFrom(...known), strangers)
}

const paths = fc.array(keys, { maxLength: 3 }).map(path => path.map(key => `.${key}`).join(''))

function conditions(catalog: FieldCatalog, rows: readonly Values[]): fc.Arbitrary<object> {
  const fields = Object.entries(catalog.fields)
  const weighted = fields.map(([name, spec]) => ({
    weight: spec.type === 'json' ? 12 : 1,
    arbitrary: conditionsOn(name, spec, rows),
  }))
  return fc.oneof(...weighted)
}

function conditionsOn(name: string, spec: FieldSpec, rows: readonly Values[]): fc.Arbitrary<object> {
  const value = valuesOf(name, spec, rows)
  const field = spec.type === 'json' ? paths.map(path => name + path) : fc.constant(name)
  const isText = spec.type === 'text' || spec.type === 'json'
  const operand: Record<(typeof FILTER_OPERATORS)[number], fc.Arbitrary<unknown> | null> = {
    eq: fc.option(value),
    ne: fc.option(value),
    gt: value,
    gte: value,
    lt: value,
    lte: value,
    in: fc.array(fc.option(value), { maxLength: 3 }),
    nin: fc.array(fc.option(value), { maxLength: 3 }),
    contains: isText ? (spec.type === 'json' ? scalars : texts) : null,
    starts_with: isText ? texts : null,
    ends_with: isText ? texts : null,
    text: isText ? texts : null,
    regex: isText ? fc.constantFrom(...PATTERNS) : null,
    exists: fc.boolean(),
    is_null: fc.boolean(),
  }
  const written = FILTER_OPERATORS.flatMap(operator => {
    const operands = operand[operator]
    const noise = fc.constantFrom<object>({}, { case_sensitive: false })
    return operands === null
      ? []
      : [
          fc
            .tuple(field, operands, noise)
            .map(([of, what, more]) => ({ field: of, operator, value: what, ...more })),
        ]
  })
  return fc.oneof(
    ...written,
    fc.tuple(field, fc.option(value)).map(([of, what]) => ({ [of]: what })),
  )
}

export function filters(catalog: FieldCatalog, rows: readonly Values[]): fc.Arbitrary<object> {
  const condition = conditions(catalog, rows)
  const { filter } = fc.letrec<{ filter: object }>(tie => ({
    filter: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      { weight: 2, arbitrary: condition },
      {
        weight: 3,
        arbitrary: fc
          .tuple(
            fc.constantFrom('AND', 'OR', 'NOT'),
            fc.array(tie('filter'), { minLength: 1, maxLength: 3 }),
            fc.constantFrom<object>({}, { case_sensitive: false }, { case_sensitive: true }),
          )
          .map(([key, items, more]) => ({ [key]: items, ...more })),
      },
    ),
  }))
  // At the root only an operator is read, never a single condition.
  return filter.map(item => ({ AND: [item], case_sensitive: false }))
}

export const sorts = (catalog: FieldCatalog) =>
  fc.oneof(
    fc.constantFrom(
      ...Object.entries(catalog.fields).flatMap(([name, { isMany }]) => (isMany ? [] : [name])),
    ),
    fc
      .tuple(
        fc.constantFrom(...Object.keys(catalog.fields).filter(name => catalog.fields[name]?.type === 'json')),
        paths,
      )
      .map(([name, path]) => name + path),
  )
