import { expect, it } from 'vitest'
import { isSamePerson } from './is-same-person.ts'

const ada = { kind: 'session', subject_id: 'key_1', organization_id: 'org_1', namespace_id: 'ns_1' } as const

it.each([
  ['who signs in again with the same key', { ...ada }, true],
  ['another key of the same organization', { ...ada, subject_id: 'key_2' }, false],
  ['another organization', { ...ada, organization_id: 'org_2' }, false],
  ['another namespace', { ...ada, namespace_id: 'ns_2' }, false],
  ['a key', { ...ada, kind: 'key' }, false],
] as const)('%s: %o goes on with the files: %s', (_what, now, isSame) => {
  expect(isSamePerson(ada, now)).toBe(isSame)
})

it('is nobody whom nothing is known of', () => {
  expect(isSamePerson(undefined, ada)).toBe(false)
})

it('is the same one after a change of rights or of a name', () => {
  const before = { ...ada, permission: 'admin', namespace_name: 'default' }
  const later = { ...ada, permission: 'read', namespace_name: 'films' }
  expect(isSamePerson(before, later)).toBe(true)
})
