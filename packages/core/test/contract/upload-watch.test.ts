import { uploadWatchContract } from '@landfall/core/testing'
import { makeFakeHarness } from './fake-harness.ts'

uploadWatchContract('the fake upload watch', makeFakeHarness)
