import { describe, expect, it } from 'vitest'
import { contentFits, fieldOf, namesFiles, schemaIssues, withDefaults } from './bucket-schema.ts'

const NESTED = {
  properties: {
    title: { type: 'string', required: true },
    kind: { type: 'string', enum: ['a', 'b'] },
    size: { type: 'integer' },
    day: { type: 'date' },
    at: { type: 'datetime' },
    tags: { type: 'array', items: { type: 'string' } },
    place: { type: 'object', properties: { lat: { type: 'number', required: true } } },
    video: { type: 'video', required: true },
  },
}

const paths = (metadata: Record<string, unknown> | null, files = ['video']) =>
  schemaIssues(NESTED, { metadata, files }).map(({ path }) => path.join('.'))

describe('metadata', () => {
  it.each([
    [{ title: 'x' }, []],
    [{ title: 'x', unknown: [1] }, []],
    [{ title: 'x', kind: 'b', size: 3, day: '2026-02-28', at: '2026-02-28T10:00:00Z' }, []],
    [{ title: 'x', at: '2024-01-01T00:00:00.000000+0000', size: null }, []],
    [{ title: 'x', tags: ['a'], place: { lat: 1.5 } }, []],
    [null, ['title']],
    [{ title: null }, ['title']],
    [{ title: 5 }, ['title']],
    [{ title: 'x', kind: 'c' }, ['kind']],
    [{ title: 'x', size: 1.5 }, ['size']],
    [{ title: 'x', day: '2026-02-31' }, ['day']],
    [{ title: 'x', at: 'yesterday' }, ['at']],
    [{ title: 'x', tags: 'a' }, ['tags']],
    [{ title: 'x', tags: ['a', 1] }, ['tags.1']],
    [{ title: 'x', place: { lat: 'n' } }, ['place.lat']],
    [{ title: 'x', place: {} }, ['place.lat']],
    [{ title: 'x', place: [] }, ['place']],
  ])('%j', (metadata, expected) => expect(paths(metadata)).toEqual(expected))

  it('a required file has to be among the files', () => {
    expect(paths({ title: 'x' }, [])).toEqual(['video'])
  })

  it('no schema asks for nothing', () => {
    expect(schemaIssues(null, { metadata: { a: 1 }, files: [] })).toEqual([])
    expect(schemaIssues({ properties: {} }, { metadata: null, files: [] })).toEqual([])
  })
})

it.each([
  ['image', 'image/png', true],
  ['image', 'IMAGE/PNG; q=1', true],
  ['image', 'image/gif', true],
  ['video', 'image/gif', true],
  ['video', 'image/png', false],
  ['audio', 'audio/mpeg', true],
  ['text', 'application/json', true],
  ['pdf', 'application/pdf', true],
  ['pdf', 'application/octet-stream', false],
  ['excel', 'text/csv', true],
  ['object', 'application/json', true],
  ['integer', 'text/plain', false],
  ['constructor', 'text/plain', false],
])('%s takes %s: %s', (type, contentType, fits) => expect(contentFits(type, contentType)).toBe(fits))

it('fills in defaults, and takes null for none', () => {
  const schema = { properties: { a: { type: 'string', default: 'x' }, b: { type: 'string', default: null } } }
  expect(withDefaults(schema, null)).toEqual({ a: 'x' })
  expect(withDefaults(schema, { a: 'y' })).toEqual({ a: 'y' })
  expect(withDefaults({ properties: {} }, null)).toBeNull()
})

it('knows its own fields alone', () => {
  expect(fieldOf(NESTED, 'toString')).toBeNull()
  expect(fieldOf(NESTED, 'video')).toMatchObject({ type: 'video' })
  expect(namesFiles(NESTED)).toBe(true)
  expect(namesFiles({ properties: { a: { type: 'string' } } })).toBe(false)
})
