import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, test } from 'vitest'
import { type Permission, PermissionContext, ReachContext, useMayLimit } from './use-permission.ts'

const SCOPES = ['organization', 'namespace', 'bucket', 'owner'] as const

/** The scopes whose limits are offered to be set. */
function offered(permission: Permission, reachesOrganization: boolean): string {
  const Offer = ({ scope }: { scope: (typeof SCOPES)[number] }) => (useMayLimit(scope) ? `${scope} ` : null)
  const offers = SCOPES.map(scope => createElement(Offer, { key: scope, scope }))
  const reach = createElement(ReachContext, { value: reachesOrganization }, offers)
  return renderToStaticMarkup(createElement(PermissionContext, { value: permission }, reach)).trim()
}

describe('limits', () => {
  test('are an admin’s to set, and those of the organization only of who reaches it', () => {
    expect(offered('admin', true)).toBe('organization namespace bucket owner')
    expect(offered('admin', false)).toBe('namespace bucket owner')
    expect(offered('delete', true)).toBe('')
  })
})
