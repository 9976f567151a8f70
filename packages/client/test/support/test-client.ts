import { createClient, type LandfallClient } from '../../src/create-client.ts'
import type { LandfallClientOptions } from '../../src/options.ts'
import { createNodePlatform } from '../../src/platform/node-platform.ts'
import type { Platform } from '../../src/platform/platform.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'
import { API_KEY, type TestApi } from './test-api.ts'

export interface TestClient extends LandfallClient {
  clock: FakeClock
  bucket: string
}

/** A client of the test API whose waits take no time. */
export function connectClient(
  api: TestApi,
  options: Partial<LandfallClientOptions> = {},
  platform: Partial<Platform> = {},
): TestClient {
  const clock = createFakeClock()
  const client = createClient(
    { ...createNodePlatform(), ...platform },
    { url: api.url, apiKey: API_KEY, clock, ...options },
  )
  return { ...client, clock, bucket: api.services.place.bucketId }
}

/** The error that a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('it resolved')
    },
    (error: unknown) => error,
  )
}
