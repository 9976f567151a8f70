import { createRuntime, loadEnv, runProcess } from '@landfall/runtime'
import { startWorker } from '@landfall/worker'
import { closeServer, listen } from './listen.ts'
import { createApiServer } from './server.ts'

await runProcess(async () => {
  const env = loadEnv()
  const runtime = await createRuntime(env, { name: 'landfall-api' })
  const app = createApiServer(runtime)
  const address = await listen(app, env)
  const worker = env.LANDFALL_EMBED_WORKER ? await startWorker(runtime) : null
  const probing = runtime.keepProbed()
  runtime.log.info({ address, embedsWorker: worker !== null }, 'the api listens')
  return {
    log: runtime.log,
    async stop() {
      probing.stop()
      await Promise.all([closeServer(app), worker?.stop()])
      await runtime.close()
    },
  }
})
