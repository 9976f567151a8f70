import { healthReaderContract } from '@landfall/core/testing'
import { useContractDatabase } from './support/contract-harness.ts'

healthReaderContract('the health reader on Postgres', useContractDatabase())
