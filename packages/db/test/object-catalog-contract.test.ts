import { objectCatalogContract } from '@landfall/core/testing'
import { useContractDatabase } from './support/contract-harness.ts'

objectCatalogContract('the catalog on Postgres', useContractDatabase())
