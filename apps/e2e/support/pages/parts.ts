import { expect, type Page, type Request } from '@playwright/test'
import { onPut } from './store-requests.ts'

/** The smallest that goes in parts of 8 MiB: nine. */
export const NINE_PARTS = 8 * 8 * 1024 ** 2 + 1
/** So many bytes take their time on a machine that has other things to do. */
export const PATIENCE = { timeout: 60_000 }

type Installation = { s3Url: string }

/** What the store has, from the browser's requests on their way there. */
export type PartsWatch = {
  /** Numbers of the parts that the store took, in that order; a part that was sent twice is in it twice. */
  taken: number[]
  /** What is kept goes on, and nothing is looked at on its way any more: that costs more than sending it. */
  letGo(): Promise<void>
}

const partOf = (request: Request): number =>
  Number(new URL(request.url()).searchParams.get('partNumber') ?? 0)

/**
 * Lets so many parts through and keeps all others on their way, so that "in the middle" is a certain place. What is
 * kept has not reached the store.
 */
export async function holdPartsAfter(
  page: Page,
  installation: Installation,
  count: number,
): Promise<PartsWatch> {
  const taken: number[] = []
  watchTaken(page, taken)
  const { promise, resolve } = Promise.withResolvers<void>()
  let left = count
  await onPut(page, installation, async route => {
    left -= 1
    if (left < 0) await promise
    // What was cut off meanwhile is not there any more.
    await route.continue().catch(() => undefined)
  })
  return {
    taken,
    letGo: async () => {
      resolve()
      await page.unrouteAll({ behavior: 'ignoreErrors' })
    },
  }
}

/** Of any page: the parts that the store takes from now on. */
export function watchTaken(page: Page, taken: number[]): void {
  page.on('response', response => {
    const request = response.request()
    if (request.method() === 'PUT' && response.ok() && partOf(request) > 0) taken.push(partOf(request))
  })
}

/** 1, 2, 3 ... */
export const allParts = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1)

export const inOrder = (numbers: readonly number[]): number[] => numbers.toSorted((a, b) => a - b)

/** Polled: a browser tells of an answer after the page has had it. */
export const expectEachOnce = (taken: readonly number[], parts: number[]): Promise<void> =>
  expect.poll(() => inOrder(taken), 'each part once').toEqual(parts)
