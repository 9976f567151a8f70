import { storeProfileContract } from '@landfall/core/testing'
import { makeFakeHarness } from './fake-harness.ts'

storeProfileContract('the fake store profile', makeFakeHarness)
