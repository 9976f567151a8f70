import type { Api } from './start-api.ts'

/** Counts the PUTs of parts on their way to the store. Takes the proxy's `before`. */
export function watchPartPuts(api: Pick<Api, 'faultyStore'>) {
  const numbers: number[] = []
  const watch = { numbers, onPart: (_count: number): Promise<void> | void => undefined }
  api.faultyStore.before = async ({ method, url }) => {
    const number = new URL(url ?? '/', 'http://store').searchParams.get('partNumber')
    if (method !== 'PUT' || number === null) return
    numbers.push(Number(number))
    await watch.onPart(numbers.length)
  }
  return watch
}
