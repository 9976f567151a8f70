import { expect, it } from 'vitest'
import { previewKindOf } from './preview-kind.ts'

it.each([
  ['image/png', 'image'],
  ['IMAGE/JPEG', 'image'],
  ['image/svg+xml', 'image'],
  ['image/tiff', null],
  ['video/mp4; codecs="avc1"', 'video'],
  ['audio/wav', 'audio'],
  ['application/pdf', 'pdf'],
  ['text/plain; charset=utf-8', 'text'],
  ['text/html', 'text'],
  ['application/json', 'text'],
  ['application/vnd.api+json', 'text'],
  ['application/xml', 'text'],
  ['application/octet-stream', null],
  ['application/zip', null],
  ['', null],
])('%s is shown as %s', (type, kind) => {
  expect(previewKindOf(type)).toBe(kind)
})
