import { Window } from 'happy-dom'
import { afterEach, expect, vi } from 'vitest'

/**
 * A page for React to render into; it has to be there before React is read. Files, fetch and timers stay Node's: uploads go
 * to a real server.
 */
const page = new Window({ url: 'http://app.test/' })
for (const name of ['window', 'document', 'navigator'] as const) {
  const value = name === 'window' ? page : page[name]
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
}

/** React tells there what is wrong with a component: a key, a hydration, an update of what is gone. */
const told = vi.spyOn(console, 'error')
afterEach(() => {
  const errors = told.mock.calls.map(call => call.join(' '))
  told.mockClear()
  expect(errors).toEqual([])
})
