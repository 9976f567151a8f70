import { openUploadsContract } from '@landfall/core/testing'
import { makeFakeHarness } from './fake-harness.ts'

openUploadsContract('the fake of open uploads', makeFakeHarness)
