import { expect, it } from 'vitest'
import { nextPath } from './next-path.ts'

it.each(['/', '/uploads?status=open&q=a%2Fb', '/objects/obj_1#top', '/search?q=//elsewhere'])(
  'goes back to %s',
  path => {
    expect(nextPath(path)).toBe(path)
  },
)

it.each([
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n\\evil.example',
  '/\r/\tevil.example',
  '/.//evil.example',
  '/a/..//evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  ' //evil.example',
  'uploads',
  '',
  '//',
])('leads away from this site by nothing: %j', path => {
  expect(nextPath(path)).toBe('/')
})

it.each([[undefined], [['/uploads', '/objects']]])('begins at the overview without one: %j', next => {
  expect(nextPath(next)).toBe('/')
})
