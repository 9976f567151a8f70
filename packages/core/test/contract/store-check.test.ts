import { storeCheckContract } from '@landfall/core/testing'
import { makeFakeHarness } from './fake-harness.ts'

storeCheckContract('the fake database', makeFakeHarness)
