import { quotaBookContract } from '@landfall/core/testing'
import { makeFakeHarness } from './fake-harness.ts'

quotaBookContract('the fake quota book', makeFakeHarness)
