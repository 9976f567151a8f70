import { uploadLedgerContract } from '@landfall/core/testing'
import { makeFakeHarness } from './fake-harness.ts'

uploadLedgerContract('the fake ledger', makeFakeHarness)
