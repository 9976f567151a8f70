import { uploadWatchContract } from '@landfall/core/testing'
import { useContractDatabase } from './support/contract-harness.ts'

uploadWatchContract('the upload watch on Postgres', useContractDatabase())
