import { chromium } from '@playwright/test'

/** No graphics card is needed, and nothing is asked from anybody's servers. */
export const LAUNCH_ARGS = ['--disable-gpu', '--disable-sync']

/** What Playwright adds as root is `--no-sandbox`; without a good end there is a reason. */
export async function tryBrowser(executablePath: string): Promise<string | null> {
  try {
    const browser = await chromium.launch({ executablePath, args: LAUNCH_ARGS })
    await (await browser.newPage()).close()
    await browser.close()
    return null
  } catch (error) {
    return (error as Error).message.split('\n').slice(0, 3).join(' ')
  }
}
