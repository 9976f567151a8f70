import { quotaAuditContract } from '@landfall/core/testing'
import { useContractDatabase } from './support/contract-harness.ts'

quotaAuditContract('the quota audit on Postgres', useContractDatabase())
