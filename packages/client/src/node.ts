import { createClient, type LandfallClient } from './create-client.ts'
import type { LandfallClientOptions } from './options.ts'
import { createNodePlatform } from './platform/node-platform.ts'

export * from './exports.ts'

/** A client of one Landfall installation. Cheap; make one and keep it. */
export function createLandfallClient(options: LandfallClientOptions): LandfallClient {
  return createClient(createNodePlatform(), options)
}
