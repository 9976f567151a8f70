import { openUploadsContract } from '@landfall/core/testing'
import { useContractDatabase } from './support/contract-harness.ts'

openUploadsContract('open uploads on Postgres', useContractDatabase())
