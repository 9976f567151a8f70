import { quotaAuditContract } from '@landfall/core/testing'
import { makeFakeHarness } from './fake-harness.ts'

quotaAuditContract('the fake quota audit', makeFakeHarness)
