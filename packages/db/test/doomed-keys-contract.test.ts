import { doomedKeysContract } from '@landfall/core/testing'
import { useContractDatabase } from './support/contract-harness.ts'

doomedKeysContract('the doomed keys on Postgres', useContractDatabase())
