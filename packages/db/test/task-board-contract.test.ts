import { taskBoardContract } from '@landfall/core/testing'
import { useContractDatabase } from './support/contract-harness.ts'

taskBoardContract('the task board on Postgres', useContractDatabase())
