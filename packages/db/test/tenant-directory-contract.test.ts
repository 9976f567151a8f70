import { tenantDirectoryContract } from '@landfall/core/testing'
import { useContractDatabase } from './support/contract-harness.ts'

tenantDirectoryContract('the directory on Postgres', useContractDatabase())
