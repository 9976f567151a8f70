/**
 * Prisma's schema engine as WebAssembly, from npm. The engine that the Prisma CLI uses is a binary which it downloads
 * from Prisma's own host, and not every machine reaches that. Used to write migrations and to test that migrations and
 * schema agree; the product itself does not need it (see src/migrate.ts).
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { PrismaPg } from '@prisma/adapter-pg'
import {
  bindMigrationAwareSqlAdapterFactory,
  ColumnTypeEnum,
  type SqlMigrationAwareDriverAdapterFactory,
} from '@prisma/driver-adapter-utils'
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
  const { stdout } = await withEngine(databaseUrl, engine =>
    engine.diff({
      // The engine reads whatever database its adapter is connected to.
      from: { tag: 'schemaDatasource', files, configDir: fileURLToPath(new URL('..', import.meta.url)) },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: null,
      filters: NO_FILTERS,
    }),
  )
  const sql = (stdout ?? '').trim()
  return sql === '-- This is an empty migration.' ? '' : sql
}

/** What the engine says about the migrations recorded in a database. */
export function diagnoseHistory(databaseUrl: string, migrationsList: MigrationList) {
  return withEngine(databaseUrl, engine =>
    engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters: NO_FILTERS }),
  )
}

/** Applies the migrations as `prisma migrate deploy` would; answers the names of those it had to apply. */
export async function deployByEngine(databaseUrl: string, migrationsList: MigrationList): Promise<string[]> {
  const applied = await withEngine(databaseUrl, engine =>
    engine.applyMigrations({ migrationsList, filters: NO_FILTERS }),
  )
  return applied.appliedMigrationNames
}

const CATALOG_CHAR = 18
const TEXT = 25

/**
 * Postgres' catalogs hold "char" columns: the engine insists on reading them as characters, and the adapter (7.10)
 * refuses to hand them on. So they pass the adapter as text and get their type back behind it.
 */
function catalogAdapter(pool: pg.Pool): SqlMigrationAwareDriverAdapterFactory {
  const charColumns = new WeakMap<object, number[]>()
  const query = pool.query.bind(pool) as (config: pg.QueryConfig) => Promise<pg.QueryResult>
  const queryNotingChars = async (config: pg.QueryConfig) => {
    const result = await query(config)
    const chars = result.fields.filter(({ dataTypeID }) => dataTypeID === CATALOG_CHAR)
    charColumns.set(
      result.rows,
      chars.map(field => result.fields.indexOf(field)),
    )
    for (const field of chars) field.dataTypeID = TEXT
    return result
  }
  Object.assign(pool, { query: queryNotingChars })

  const factory = new PrismaPg(pool)
  const connect = factory.connect.bind(factory)
  factory.connect = async () => {
    const adapter = await connect()
    const queryRaw = adapter.queryRaw.bind(adapter)
    adapter.queryRaw = async sqlQuery => {
      const result = await queryRaw(sqlQuery)
      for (const column of charColumns.get(result.rows) ?? [])
        result.columnTypes[column] = ColumnTypeEnum.Character
      return result
    }
    return adapter
  }
  return factory
}

async function withEngine<TResult>(
  connectionString: string,
  work: (engine: SchemaEngine) => Promise<TResult>,
): Promise<TResult> {
  const { path, content } = await datamodel()
  await instantiate()
  const pool = new pg.Pool({ connectionString, max: 1 })
  // `pool.end` resolves before its connections are closed; whoever drops the database then would end the process.
  pool.on('connect', client => client.on('error', () => undefined))
  try {
    const factory = bindMigrationAwareSqlAdapterFactory(catalogAdapter(pool))
    const engine = await bindings.SchemaEngine.new(
      { datamodels: [[path, content]] },
      () => undefined,
      factory,
    )
    return await work(engine)
  } finally {
    await pool.end()
  }
}

/** The engine looks for this global when it panics, and says why here. */
Object.assign(globalThis, {
  PRISMA_WASM_PANIC_REGISTRY: {
    set_message(message: string) {
      throw new Error(`Prisma's schema engine gave up: ${message}`)
    },
  },
})

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
