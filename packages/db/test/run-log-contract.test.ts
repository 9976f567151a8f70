import { runLogContract } from '@landfall/core/testing'
import { useContractDatabase } from './support/contract-harness.ts'

runLogContract('the run log on Postgres', useContractDatabase())
