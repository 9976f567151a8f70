import { bucketRegistryContract } from '@landfall/core/testing'
import { makeFakeHarness } from './fake-harness.ts'

bucketRegistryContract('the fake registry', makeFakeHarness)
