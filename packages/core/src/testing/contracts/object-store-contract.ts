import { afterAll, beforeAll, describe } from 'vitest'
import type { MakeObjectStoreHarness, ObjectStoreHarness } from './object-store/harness.ts'
import { listContract } from './object-store/lists-and-texts.ts'
import { multipartContract } from './object-store/multipart.ts'
import { presignPutContract } from './object-store/presign-put.ts'
import {
  copyContract,
  deleteContract,
  headContract,
  presignGetContract,
} from './object-store/reads-and-writes.ts'
import { versionsContract } from './object-store/versions.ts'

/** What every `ObjectStore` does, asked of it together with the store that stands behind it. */
export function objectStoreContract(
  name: string,
  makeHarness: MakeObjectStoreHarness,
  options: { versioned?: boolean } = {},
): void {
  describe(`${name} keeps the ObjectStore contract`, () => {
    let made: ObjectStoreHarness
    beforeAll(async () => {
      made = await makeHarness()
    })
    afterAll(() => made.close())
    const harness = () => made
    describe('presignPut', () => presignPutContract(harness))
    describe('presignGet', () => presignGetContract(harness))
    describe('head', () => headContract(harness))
    describe('copy', () => copyContract(harness))
    describe('delete', () => deleteContract(harness))
    describe('list', () => listContract(harness))
    describe('multipart', () => multipartContract(harness))
    if (options.versioned) describe('versions', () => versionsContract(harness))
  })
}
