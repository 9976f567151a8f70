import { crc64Of, createCrc64 } from '../hash/crc64.ts'
import { nodeSha256 } from '../hash/node-sha256.ts'
import { createFileStore } from '../pending/file-store.ts'
import { createNodePut, type NodePutOptions } from '../send-put/node-put.ts'
import { openNodeSource } from '../source/node-source.ts'
import type { Platform } from './platform.ts'

/** One connection rarely fills a line; more than these mostly share it. */
const PARALLEL_PARTS = 6

export function createNodePlatform(options: NodePutOptions = {}): Platform {
  return {
    isBrowser: false,
    openSource: openNodeSource,
    sha256: nodeSha256,
    crc64nvme: async (body, signal) => crc64Of(await createCrc64(), body.open(), signal),
    sendPut: createNodePut(options),
    openStore: folder => createFileStore(folder ?? undefined),
    whenOnline: async () => undefined,
    parallelParts: PARALLEL_PARTS,
  }
}
