import { storeCheckContract } from '@landfall/core/testing'
import { useContractDatabase } from './support/contract-harness.ts'

storeCheckContract('Postgres', useContractDatabase())
