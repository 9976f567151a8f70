import { createRuntime, loadEnv, runProcess } from '@landfall/runtime'
import { startWorker } from './start-worker.ts'

await runProcess(async () => {
  const runtime = await createRuntime(loadEnv(), { name: 'landfall-worker' })
  const worker = await startWorker(runtime)
  runtime.log.info({}, 'the worker runs')
  return {
    log: runtime.log,
    async stop() {
      await worker.stop()
      await runtime.close()
    },
  }
})
