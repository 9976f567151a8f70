import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText } from '../../test/support/any-text.ts'
import { blobPropertyOf, blobTypeOf } from './blob-type.ts'

test.each([
  ['image/png', 'IMAGE'],
  ['IMAGE/PNG', 'IMAGE'],
  ['video/mp4', 'VIDEO'],
  ['audio/mpeg', 'AUDIO'],
  ['text/plain; charset=utf-8', 'TEXT'],
  ['application/pdf', 'PDF'],
  [' application/PDF ; x=1', 'PDF'],
  ['text/csv', 'EXCEL'],
  ['application/vnd.ms-excel', 'EXCEL'],
  ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'EXCEL'],
  ['application/octet-stream', 'STRING'],
  ['application/json', 'STRING'],
  ['imagery/png', 'STRING'],
  ['', 'STRING'],
])('%j is %s', (contentType, type) => {
  expect(blobTypeOf(contentType)).toBe(type)
})

test.each([
  ['report.pdf', 'report'],
  ['my report (1).final.pdf', 'my_report_1_final'],
  ['archive.tar.gz', 'archive_tar'],
  ['.bashrc', 'bashrc'],
  ['noextension', 'noextension'],
  ['__init__.py', 'init'],
  ['größe.png', 'gr_e'],
  ['日本語.txt', 'file'],
  ['', 'file'],
  ['...', 'file'],
  [`${'a'.repeat(101)}.txt`, 'a'.repeat(100)],
])('%j gives the property %j', (filename, property) => {
  expect(blobPropertyOf(filename)).toBe(property)
})

test('any name gives a property of 1 to 100 allowed characters', () => {
  fc.assert(
    fc.property(anyText(300), filename => {
      expect(blobPropertyOf(filename)).toMatch(/^[A-Za-z0-9_]{1,100}$/)
    }),
  )
})
