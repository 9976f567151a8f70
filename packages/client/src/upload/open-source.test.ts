import { tmpdir } from 'node:os'
import { Readable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { rejection } from '../../test/support/test-client.ts'
import { createNodePlatform } from '../platform/node-platform.ts'
import { openSource } from './open-source.ts'

const open = (input: unknown, options: object = { bucket: 'b' }) =>
  rejection(openSource(createNodePlatform(), input as never, options as never))

describe('what cannot be uploaded is refused before anything is sent', () => {
  it.each([
    { what: 'no bucket', input: new Uint8Array(), options: {}, code: 'INVALID_OPTIONS' },
    {
      what: 'a stream of unknown length',
      input: Readable.from([]),
      options: { bucket: 'b' },
      code: 'INVALID_OPTIONS',
    },
    {
      what: 'text, which could be meant as a path',
      input: '/etc/passwd',
      options: { bucket: 'b' },
      code: 'SOURCE_UNREADABLE',
    },
    { what: 'nothing', input: null, options: { bucket: 'b' }, code: 'SOURCE_UNREADABLE' },
    { what: 'an object', input: { name: 'x' }, options: { bucket: 'b' }, code: 'SOURCE_UNREADABLE' },
    {
      what: 'a path that is not there',
      input: { path: '/no/such/file' },
      options: { bucket: 'b' },
      code: 'SOURCE_UNREADABLE',
    },
    { what: 'a folder', input: { path: tmpdir() }, options: { bucket: 'b' }, code: 'SOURCE_UNREADABLE' },
  ])('$what', async ({ input, options, code }) => {
    expect(await open(input, options)).toMatchObject({ code, retry: 'never' })
  })

  it('more than one PUT can take', async () => {
    const huge = Readable.from([])
    expect(await open(huge, { bucket: 'b', fileSizeBytes: 5 * 1024 ** 3 + 1 })).toMatchObject({
      code: 'SINGLE_PUT_TOO_LARGE',
      details: { limit_bytes: 5 * 1024 ** 3, asked_bytes: 5 * 1024 ** 3 + 1 },
    })
  })
})
