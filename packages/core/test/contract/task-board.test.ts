import { taskBoardContract } from '@landfall/core/testing'
import { makeFakeHarness } from './fake-harness.ts'

taskBoardContract('the fake task board', makeFakeHarness)
