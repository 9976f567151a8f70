import { describe, expect, it } from 'vitest'
import { migrate } from '../src/index.ts'
import { createEmptyDatabase, createTestDatabase } from './support/create-test-database.ts'

describe('migrate', () => {
  it('brings an empty database up to date, and changes nothing the second time', async () => {
    await using empty = await createEmptyDatabase()

    expect((await migrate(empty.url)).applied).toEqual(['20261122160000_init'])
    expect((await migrate(empty.url)).applied).toEqual([])
  })

  it('gives tests a migrated database', async () => {
    await using test = await createTestDatabase()

    expect(await test.db.prisma.store.findMany()).toMatchObject([{ id: 'default' }])
    await test.db.ping()
  })
})
