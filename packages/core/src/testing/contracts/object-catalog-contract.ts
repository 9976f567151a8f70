import type { MakeDatabaseHarness } from './database-harness.ts'
import { databaseSuite } from './database-suite.ts'
import { catalogDeleteContract } from './object-catalog/delete.ts'
import { catalogRacesContract } from './object-catalog/races.ts'
import { catalogReadsContract } from './object-catalog/reads.ts'
import { catalogSearchContract } from './object-catalog/search-and-sort.ts'
import { catalogWriteContract } from './object-catalog/write.ts'

/** What every `ObjectCatalog` does. */
export function objectCatalogContract(name: string, makeHarness: MakeDatabaseHarness): void {
  const title = `${name} keeps the ObjectCatalog contract`
  databaseSuite(`${title}: find and list`, makeHarness, catalogReadsContract)
  databaseSuite(`${title}: search and sort`, makeHarness, catalogSearchContract)
  databaseSuite(`${title}: delete`, makeHarness, catalogDeleteContract)
  databaseSuite(`${title}: create and update`, makeHarness, catalogWriteContract)
  databaseSuite(`${title}: races`, makeHarness, catalogRacesContract)
}
