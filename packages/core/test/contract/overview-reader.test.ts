import { overviewReaderContract } from '@landfall/core/testing'
import { makeFakeHarness } from './fake-harness.ts'

overviewReaderContract('the fake overview', makeFakeHarness)
