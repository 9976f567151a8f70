import { storeEventsContract } from '@landfall/core/testing'
import { makeFakeHarness } from './fake-harness.ts'

storeEventsContract('the fake store events', makeFakeHarness)
