import { uploadLedgerContract } from '@landfall/core/testing'
import { useContractDatabase } from './support/contract-harness.ts'

uploadLedgerContract('the ledger on Postgres', useContractDatabase())
