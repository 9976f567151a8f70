import { sessionDirectoryContract } from '@landfall/core/testing'
import { makeFakeHarness } from './fake-harness.ts'

sessionDirectoryContract('the fake sessions', makeFakeHarness)
