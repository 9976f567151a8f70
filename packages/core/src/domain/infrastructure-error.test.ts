import { expect, it, vi } from 'vitest'
import { InfrastructureError } from './infrastructure-error.ts'

it('is recognized by another copy of its own file, and nothing else is', async () => {
  vi.resetModules()
  const copy = await import('./infrastructure-error.ts')
  expect(copy.InfrastructureError).not.toBe(InfrastructureError)
  const error = new copy.InfrastructureError('DATABASE_UNAVAILABLE', new Error('gone'))
  expect(error instanceof InfrastructureError).toBe(true)
  for (const other of [new Error('InfrastructureError'), null, 'InfrastructureError', {}])
    expect(other instanceof InfrastructureError).toBe(false)
})
