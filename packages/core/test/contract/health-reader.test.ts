import { healthReaderContract } from '@landfall/core/testing'
import { makeFakeHarness } from './fake-harness.ts'

healthReaderContract('the fake health reader', makeFakeHarness)
