import type { Page } from '@playwright/test'

/** Makes sending slow enough to be watched, for as long as one likes. */
export async function slowDown(page: Page): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page)
  const set = (uploadThroughput: number) =>
    session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 0,
      downloadThroughput: -1,
      uploadThroughput,
    })
  await set(500_000)
  return async () => {
    await set(-1)
    await session.detach()
  }
}
