import { storeProfileContract } from '@landfall/core/testing'
import { useContractDatabase } from './support/contract-harness.ts'

storeProfileContract('the store profile on Postgres', useContractDatabase())
