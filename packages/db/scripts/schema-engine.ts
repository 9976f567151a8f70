/**
 * Prisma's schema engine as WebAssembly, from npm. The engine that the Prisma CLI uses is a binary which it downloads
 * from Prisma's own host, and not every machine reaches that. Used to write migrations and to test that migrations and
 * schema agree; the product itself does not need it (see src/migrate.ts).
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import type { MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm/schema_engine_bg'
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg'
import pg from 'pg'

const SCHEMA = new URL('../prisma/schema.prisma', import.meta.url)
const NO_FILTERS = { externalTables: [], externalEnums: [] }

/** wasm-bindgen's own entry points, which its type declarations leave out. */
const { __wbg_set_wasm } = bindings as unknown as { __wbg_set_wasm(exports: object): void }

/** Node has it; only the types of the DOM declare it. */
const { WebAssembly } = globalThis as unknown as {
  WebAssembly: {
    instantiate(
      bytes: Uint8Array,
      imports: Record<string, object>,
    ): Promise<{ instance: { exports: { __wbindgen_start(): void } } }>
  }
}

async function datamodel(): Promise<{ path: string; content: string }> {
  return { path: fileURLToPath(SCHEMA), content: await readFile(SCHEMA, 'utf8') }
}

/** The SQL that leads from a database to schema.prisma. Empty text: no difference. */
export async function diffToSchema(databaseUrl: string): Promise<string> {
  const files = [await datamodel()]
  const engine = await openEngine(databaseUrl)
  const { stdout } = await engine.diff({
    // The engine reads whatever database its adapter is connected to.
    from: { tag: 'schemaDatasource', files, configDir: fileURLToPath(new URL('..', import.meta.url)) },
    to: { tag: 'schemaDatamodel', files },
    script: true,
    exitCode: null,
    filters: NO_FILTERS,
  })
  const sql = (stdout ?? '').trim()
  return sql === '-- This is an empty migration.' ? '' : sql
}

/** What the engine says about the migrations recorded in a database. */
export async function diagnoseHistory(databaseUrl: string, migrationsList: MigrationList) {
  const engine = await openEngine(databaseUrl)
  return engine.diagnoseMigrationHistory({
    migrationsList,
    optInToShadowDatabase: false,
    filters: NO_FILTERS,
  })
}

/** Applies the migrations as `prisma migrate deploy` would; answers the names of those it had to apply. */
export async function deployByEngine(databaseUrl: string, migrationsList: MigrationList): Promise<string[]> {
  const engine = await openEngine(databaseUrl)
  const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters: NO_FILTERS })
  return appliedMigrationNames
}

const CATALOG_CHAR = 18
const TEXT = 25

/** Postgres' catalogs hold "char" columns, which the adapter (7.10) refuses to hand on; as text the engine takes them. */
class CatalogPool extends pg.Pool {
  override query = (async (...args: Parameters<pg.Pool['query']>) => {
    const result = (await (pg.Pool.prototype.query.apply(this, args) as unknown)) as pg.QueryResult
    for (const field of result.fields ?? []) {
      if (field.dataTypeID === CATALOG_CHAR) field.dataTypeID = TEXT
    }
    return result
  }) as unknown as pg.Pool['query']
}

async function openEngine(connectionString: string): Promise<SchemaEngine> {
  const { path, content } = await datamodel()
  await instantiate()
  const factory = bindMigrationAwareSqlAdapterFactory(new PrismaPg(new CatalogPool({ connectionString })))
  return bindings.SchemaEngine.new({ datamodels: [[path, content]] }, () => undefined, factory)
}

let instance: Promise<void> | undefined

function instantiate(): Promise<void> {
  instance ??= (async () => {
    const glue = import.meta.resolve('@prisma/schema-engine-wasm/schema_engine_bg')
    const bytes = await readFile(new URL('schema_engine_bg.wasm', glue))
    const { instance: wasm } = await WebAssembly.instantiate(bytes, { './schema_engine_bg.js': bindings })
    __wbg_set_wasm(wasm.exports)
    wasm.exports.__wbindgen_start()
  })()
  return instance
}
