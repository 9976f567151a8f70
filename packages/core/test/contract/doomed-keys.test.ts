import { doomedKeysContract } from '@landfall/core/testing'
import { makeFakeHarness } from './fake-harness.ts'

doomedKeysContract('the fake doomed keys', makeFakeHarness)
