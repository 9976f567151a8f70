import { objectCatalogContract } from '@landfall/core/testing'
import { makeFakeHarness } from './fake-harness.ts'

objectCatalogContract('the fake catalog', makeFakeHarness)
