import { quotaBookContract } from '@landfall/core/testing'
import { useContractDatabase } from './support/contract-harness.ts'

quotaBookContract('the quota book on Postgres', useContractDatabase())
