import type { Log } from '@landfall/core/ports'
import { MigrationError, migrate } from '@landfall/db'
import type { Env } from '../env.ts'
import { SetupError } from './setup-error.ts'

export async function prepareDatabase(env: Env, log: Log): Promise<void> {
  try {
    const { applied } = await migrate(env.DATABASE_URL)
    if (applied.length > 0) log.info({ applied }, 'migrated the database')
  } catch (error) {
    if (error instanceof MigrationError) throw new SetupError('DATABASE_URL', error.message, error)
    throw error
  }
}
