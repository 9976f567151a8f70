import { overviewReaderContract } from '@landfall/core/testing'
import { useContractDatabase } from './support/contract-harness.ts'

overviewReaderContract('the overview on Postgres', useContractDatabase())
