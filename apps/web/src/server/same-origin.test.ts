import { expect, it } from 'vitest'
import { isSameOriginJson } from './same-origin.ts'

const WEB = 'https://uploads.example.com'
const JSON_TYPE = 'application/json'

it.each([
  [
    'its own page',
    true,
    { origin: 'http://localhost:3000', host: 'localhost:3000', 'content-type': JSON_TYPE },
  ],
  [
    'its own page, with a charset',
    true,
    { origin: WEB, host: 'x', 'content-type': 'application/json; charset=utf-8' },
  ],
  ['its public address behind a proxy', true, { origin: WEB, host: 'web:3000', 'content-type': JSON_TYPE }],
  [
    'another site',
    false,
    { origin: 'https://evil.example', host: 'localhost:3000', 'content-type': JSON_TYPE },
  ],
  [
    'another port',
    false,
    { origin: 'http://localhost:4000', host: 'localhost:3000', 'content-type': JSON_TYPE },
  ],
  ['a sandboxed frame', false, { origin: 'null', host: 'localhost:3000', 'content-type': JSON_TYPE }],
  ['nobody', false, { host: 'localhost:3000', 'content-type': JSON_TYPE }],
  ['a form', false, { origin: WEB, host: 'x', 'content-type': 'text/plain' }],
  ['a body without a type', false, { origin: WEB, host: 'x' }],
])('from %s: %s', (_, isAllowed, headers) => {
  expect(isSameOriginJson(new Headers(headers as Record<string, string>), WEB)).toBe(isAllowed)
})
