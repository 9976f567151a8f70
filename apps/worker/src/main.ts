import { createRuntime, loadEnv, runProcess } from '@landfall/runtime'
import { startWorker } from './start-worker.ts'
import { startMetricsServer } from './tell-metrics.ts'

await runProcess(async () => {
  const runtime = await createRuntime(loadEnv(), { name: 'landfall-worker' })
  const monitored = await startMetricsServer(runtime)
  const worker = await startWorker(runtime)
  runtime.log.info({ metricsPort: monitored.port }, 'the worker runs')
  return {
    log: runtime.log,
    async stop() {
      await worker.stop()
      await monitored[Symbol.asyncDispose]()
      await runtime.close()
    },
  }
})
