import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { rejection } from '../../test/support/test-client.ts'
import { createNodePlatform } from '../platform/node-platform.ts'
import { openSource } from './open-source.ts'

const settings = { multipartThresholdBytes: 1, partSizeBytes: null }
const open = (input: unknown, options: object = { bucket: 'b' }) =>
  rejection(openSource({ platform: createNodePlatform(), settings }, input as never, options as never))

describe('what cannot be uploaded is refused before anything is sent', () => {
  it.each([
    { what: 'no bucket', input: new Uint8Array(), options: {}, code: 'INVALID_OPTIONS' },
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
})
