import fc from 'fast-check'

const codePoints = (max: number) =>
  fc
    .integer({ min: 0, max })
    .filter(code => code < 0xd800 || code > 0xdfff)
    .map(code => String.fromCodePoint(code))

/** Any characters but lone surrogates. What fast-check calls `binary` is a table that takes it over a second to make. */
export const anyText = (maxLength: number) =>
  fc.string({ unit: fc.oneof(codePoints(0x7f), codePoints(0x10ffff)), maxLength })
