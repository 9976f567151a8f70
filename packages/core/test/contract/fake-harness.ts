import { createFakeDatabase, type DatabaseHarness } from '@landfall/core/testing'

export async function makeFakeHarness(): Promise<DatabaseHarness> {
  const ports = createFakeDatabase()
  return { ports, stage: ports.stage, books: ports.books, close: async () => undefined }
}
