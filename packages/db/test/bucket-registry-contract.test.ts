import { bucketRegistryContract } from '@landfall/core/testing'
import { useContractDatabase } from './support/contract-harness.ts'

bucketRegistryContract('the registry on Postgres', useContractDatabase())
