import { describe, expect, it } from 'vitest'
import { rejection } from '../../test/support/test-client.ts'
import { whenOnline } from './network.ts'

function page(onLine: boolean) {
  const target = new EventTarget()
  return Object.assign(target, { navigator: { onLine } })
}

describe('a device without network', () => {
  it('is waited for', async () => {
    const network = page(false)
    let isBack = false
    const waiting = whenOnline(network, new AbortController().signal).then(() => {
      isBack = true
    })
    await new Promise(done => setTimeout(done))
    expect(isBack).toBe(false)
    network.dispatchEvent(new Event('online'))
    await waiting
  })

  it('is waited for until somebody aborts', async () => {
    const abort = new AbortController()
    const waiting = rejection(whenOnline(page(false), abort.signal))
    abort.abort('enough')
    expect(await waiting).toBe('enough')
    expect(await rejection(whenOnline(page(false), abort.signal))).toBe('enough')
  })

  it('is not assumed where nothing says so', async () => {
    await whenOnline(page(true), new AbortController().signal)
    await whenOnline({}, new AbortController().signal)
  })
})
