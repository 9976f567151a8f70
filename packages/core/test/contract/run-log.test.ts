import { runLogContract } from '@landfall/core/testing'
import { makeFakeHarness } from './fake-harness.ts'

runLogContract('the fake run log', makeFakeHarness)
