import { tokenDirectoryContract } from '@landfall/core/testing'
import { useContractDatabase } from './support/contract-harness.ts'

tokenDirectoryContract('the tokens on Postgres', useContractDatabase())
