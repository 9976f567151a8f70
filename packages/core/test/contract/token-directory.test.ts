import { tokenDirectoryContract } from '@landfall/core/testing'
import { makeFakeHarness } from './fake-harness.ts'

tokenDirectoryContract('the fake tokens', makeFakeHarness)
