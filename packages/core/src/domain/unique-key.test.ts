import { describe, expect, it } from 'vitest'
import { uniqueKeyConfig, uniqueKeyOf } from './unique-key.ts'

const config = { fields: ['sku', 'lang'], defaultPolicy: null }
const keyOf = (metadata: Record<string, unknown>, fields = config.fields) =>
  uniqueKeyOf({ fields, defaultPolicy: null }, metadata)

describe('uniqueKeyOf', () => {
  it('is one for the same values, in whatever order the bucket names its fields', () => {
    const one = keyOf({ sku: 'a', lang: 'de', more: 1 })
    expect(keyOf({ lang: 'de', sku: 'a' }, ['lang', 'sku', 'lang'])).toEqual(one)
    expect(one).toEqual({ key: '[["lang","de"],["sku","a"]]' })
  })

  it.each([
    [
      { sku: 1, lang: 'de' },
      { sku: '1', lang: 'de' },
    ],
    [
      { sku: 'a', lang: 'de' },
      { sku: 'de', lang: 'a' },
    ],
    [
      { sku: 'a","b', lang: 'c' },
      { sku: 'a', lang: 'b","c' },
    ],
    [
      { sku: false, lang: 'de' },
      { sku: 0, lang: 'de' },
    ],
  ])('tells %j and %j apart', (one, other) => {
    expect(keyOf(one)).not.toEqual(keyOf(other))
  })

  it.each([
    [{ lang: 'de' }],
    [{ sku: '', lang: 'de' }],
    [{ sku: null, lang: 'de' }],
    [{ sku: ['a'], lang: 'de' }],
    [{ sku: { a: 1 }, lang: 'de' }],
    [{ sku: 'x'.repeat(256), lang: 'de' }],
    [{ sku: Number('9007199254740993'), lang: 'de' }],
    [{ sku: Number('-1e400'), lang: 'de' }],
  ])('refuses %j by its field', metadata => {
    expect(keyOf(metadata)).toEqual({
      issues: [{ path: ['object_metadata', 'sku'], message: expect.any(String), type: 'value_error' }],
    })
  })

  it('asks nobody’s prototype', () => {
    expect(keyOf({}, ['constructor'])).toHaveProperty('issues')
    expect(uniqueKeyOf(config, null)).toMatchObject({ issues: [{}, {}] })
  })
})

describe('uniqueKeyConfig', () => {
  it.each([
    [null, null],
    [{ fields: ['a'] }, { fields: ['a'], defaultPolicy: null }],
    [
      { fields: ['a'], default_policy: 'upsert' },
      { fields: ['a'], defaultPolicy: 'upsert' },
    ],
    [{ default_policy: 'upsert' }, null],
  ])('reads %j', (stored, config) => {
    expect(uniqueKeyConfig(stored)).toEqual(config)
  })
})
