import type { Page, Route } from '@playwright/test'

type Installation = { s3Url: string }

/** What the browser sends to the store, on its way there. */
export async function onPut(
  page: Page,
  { s3Url }: Installation,
  handle: (route: Route) => Promise<void>,
): Promise<void> {
  await page.route(`${s3Url}/**`, route =>
    route.request().method() === 'PUT' ? handle(route) : route.continue(),
  )
}

/** Keeps every file on its way until it is let go; what was canceled meanwhile is not. */
export async function holdPuts(page: Page, installation: Installation): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  await onPut(page, installation, async route => {
    await promise
    await route.continue().catch(() => undefined)
  })
  return resolve
}

/** The store fails; a page may read that only with this header. */
export const failing = (route: Route): Promise<void> =>
  route.fulfill({ status: 500, headers: { 'access-control-allow-origin': '*' }, body: '' })
