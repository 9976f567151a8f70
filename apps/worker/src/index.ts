export type { WorkerOptions } from './queue-runner.ts'
export { startWorker, type Worker } from './start-worker.ts'
