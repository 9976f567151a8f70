import { tenantDirectoryContract } from '@landfall/core/testing'
import { makeFakeHarness } from './fake-harness.ts'

tenantDirectoryContract('the fake directory', makeFakeHarness)
