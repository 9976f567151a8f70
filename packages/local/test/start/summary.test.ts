import { expect, it } from 'vitest'
import { summary } from '../../src/start/summary.ts'

const local = {
  web_url: 'http://localhost:3000',
  api_url: 'http://127.0.0.1:3001',
  api_key: 'sk_key',
  admin_key: 'sk_admin',
  namespace: 'default',
  bucket: 'uploads',
  s3_endpoint: null,
  s3_bucket: 'files',
  s3_access_key_id: null,
  s3_secret_access_key: null,
  database_url: 'postgres://ann:secret@127.0.0.1:5432/landfall',
  pids: {},
}
const opts = { dir: '/data', seconds: 1, isStoreEmbedded: false, signInToken: 'once-only' }

it('has the one-time link', () => {
  expect(summary(local, opts)).toContain('http://localhost:3000/sign-in?token=once-only\n')
})

it('shows no password and no operator', () => {
  const text = summary(local, opts)
  expect(text).not.toContain('secret')
  expect(text).not.toContain('sk_admin')
})
