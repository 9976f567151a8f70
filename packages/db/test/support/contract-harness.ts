/** A database of its own for a contract file, emptied for every test. */
import type { DatabaseHarness, DatabasePorts, MakeDatabaseHarness } from '@landfall/core/testing'
import { afterAll, beforeAll } from 'vitest'
import { createDatabasePorts, type Database } from '../../src/index.ts'
import { readBooks } from './books.ts'
import { createTestDatabase, type TestDatabase } from './create-test-database.ts'
import { createStage } from './stage.ts'

/** Registers the hooks that open and close the database, and answers the maker that a contract takes. */
export function useContractDatabase(): MakeDatabaseHarness {
  let test: TestDatabase
  beforeAll(async () => {
    test = await createTestDatabase()
  })
  afterAll(() => test[Symbol.asyncDispose]())
  return async () => {
    await emptyTables(test.db)
    return harnessOf(test.db)
  }
}

export const portsOf = (db: Database): DatabasePorts =>
  createDatabasePorts(db, { endpoint: 'http://s3.test:9000', bucket: 'landfall' })

function harnessOf(db: Database): DatabaseHarness {
  return {
    ports: portsOf(db),
    stage: createStage(db),
    books: () => readBooks(db),
    close: async () => undefined,
  }
}

const TABLES = [
  'organization',
  'namespace',
  'api_key',
  'session',
  'sign_in_link',
  'signing_key',
  'token_grant',
  'upload_token',
  'store_probe',
  'bucket',
  'upload',
  'stored_key',
  'object',
  'blob',
  'quota',
  'quota_entry',
  'quota_event',
  'idempotency_key',
  'upload_event',
  'task',
  'background_run',
  'orphan_key',
  'orphan_report',
  'unknown_key',
  'graphile_worker._private_jobs',
]

/** A few rows are gone sooner by DELETE than by TRUNCATE, which makes new files; without triggers in any order. */
async function emptyTables({ pool }: Database): Promise<void> {
  const deletes = TABLES.map(table => `DELETE FROM ${table}`).join(';')
  await pool.query(`BEGIN; SET LOCAL session_replication_role = replica; ${deletes}; COMMIT`)
}
