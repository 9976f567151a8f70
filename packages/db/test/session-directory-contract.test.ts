import { sessionDirectoryContract } from '@landfall/core/testing'
import { useContractDatabase } from './support/contract-harness.ts'

sessionDirectoryContract('the sessions on Postgres', useContractDatabase())
