import type { BrowserContext, Page } from '@playwright/test'

/**
 * A page is shown before it hears clicks, and nothing on it tells when it does: on a busy machine a click gets lost in
 * between. Every page of this context waits for its React when it is opened.
 */
export function waitForLife(context: BrowserContext): void {
  context.on('page', page => {
    const goto = page.goto.bind(page)
    const reload = page.reload.bind(page)
    page.goto = (...args) => goto(...args).then(response => comeAlive(page, response))
    page.reload = (...args) => reload(...args).then(response => comeAlive(page, response))
  })
}

async function comeAlive<TResponse>(page: Page, response: TResponse): Promise<TResponse> {
  await page.waitForFunction(() => {
    const isOurs = document.querySelector('script[src*="/_next/"]') !== null
    return !isOurs || Object.keys(document.body).some(key => key.startsWith('__reactProps$'))
  })
  return response
}
