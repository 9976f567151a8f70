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

/** So many parts more reach the store, and the others hang until somebody cuts them off. The numbers of those that did. */
export function letPartsPass({ faultyStore }: Pick<Api, 'faultyStore'>, count: number): number[] {
  const passed: number[] = []
  faultyStore.fail('hang', ({ method, url }) => {
    const number = new URL(url ?? '/', 'http://store').searchParams.get('partNumber')
    if (method !== 'PUT' || number === null) return false
    if (passed.length >= count) return true
    passed.push(Number(number))
    return false
  })
  return passed
}

/** Parts that the store has of the newest upload of this name; 0 before there is one. */
export async function storedParts({ call, tenant }: Pick<Api, 'call' | 'tenant'>, filename: string) {
  const uploads = `/v1/buckets/${tenant.bucket}/uploads`
  const { body: listed } = await call('POST', `${uploads}/list`, { json: { search: filename } })
  const [upload] = listed.results
  if (upload === undefined) return 0
  const { body } = await call('GET', `${uploads}/${upload.upload_id}/parts`)
  return Number(body.parts?.length ?? 0)
}
