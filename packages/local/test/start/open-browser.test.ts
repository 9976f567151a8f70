import { expect, it } from 'vitest'
import { browserCommand } from '../../src/start/open-browser.ts'

const at = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv = {}, isTerminal = true) =>
  browserCommand({ platform, env, isTerminal })

it('opens a page with what the system has for it', () => {
  expect(at('darwin')).toEqual(['open'])
  expect(at('win32')).toEqual(['explorer.exe'])
  expect(at('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toEqual(['xdg-open'])
})

it.each([
  ['no screen', at('linux')],
  ['no person', at('darwin', {}, false)],
  ['a CI run', at('darwin', { CI: 'true' })],
  ['a remote shell', at('linux', { DISPLAY: ':0', SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22' })],
  ['somebody who does not want it', at('darwin', { LANDFALL_OPEN: '0' })],
])('opens nothing for %s', (_, command) => {
  expect(command).toBeNull()
})
