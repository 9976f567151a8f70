import { storeEventsContract } from '@landfall/core/testing'
import { useContractDatabase } from './support/contract-harness.ts'

storeEventsContract('the store events on Postgres', useContractDatabase())
