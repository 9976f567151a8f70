import { startTestInstallation } from '@landfall/runtime/testing'
import { expect, it } from 'vitest'
import { startMetricsServer } from '../src/tell-metrics.ts'

const TOKEN = 'a-token-for-the-monitor'

it('tells a monitor with the token what this worker counted, and nobody else', async () => {
  await using installation = await startTestInstallation({
    settings: { METRICS_TOKEN: TOKEN, WORKER_METRICS_PORT: '0' },
  })
  await using server = await startMetricsServer(installation.runtime)
  const ask = (path: string, authorization = `Bearer ${TOKEN}`) =>
    fetch(`http://127.0.0.1:${server.port}${path}`, { headers: { authorization } })
  expect((await ask('/metrics', 'Bearer another-token')).status).toBe(401)
  expect((await ask('/')).status).toBe(404)
  const answer = await ask('/metrics')
  expect(answer.headers.get('content-type')).toContain('text/plain')
  expect(await answer.text()).toContain('landfall_database_gauges_up 1')
})

it('listens nowhere without a port', async () => {
  await using installation = await startTestInstallation({ settings: { METRICS_TOKEN: TOKEN } })
  await using server = await startMetricsServer(installation.runtime)
  expect(server.port).toBeNull()
})
