import { nodeSha256 } from '../hash/node-sha256.ts'
import { createNodePut, type NodePutOptions } from '../send-put/node-put.ts'
import { openNodeSource } from '../source/node-source.ts'
import type { Platform } from './platform.ts'

export function createNodePlatform(options: NodePutOptions = {}): Platform {
  return {
    isBrowser: false,
    openSource: openNodeSource,
    sha256: nodeSha256,
    sendPut: createNodePut(options),
  }
}
