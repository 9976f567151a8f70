import { expect, test } from 'vitest'
import { type Actor, mayDo, PERMISSIONS } from './actor.ts'

test('a permission implies the weaker ones and no stronger one', () => {
  for (const permission of PERMISSIONS) {
    const allowed = PERMISSIONS.filter(needed => mayDo({ permission } as Actor, needed))
    expect(allowed).toEqual(PERMISSIONS.slice(0, PERMISSIONS.indexOf(permission) + 1))
  }
})
