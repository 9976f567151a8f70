// Stands for apps/api/src/main.ts: listens, tells its parent, stops on SIGTERM, goes when the parent is gone.
import { createServer } from 'node:http'

if (process.env.STAND_IN_API_DIES) {
  process.stderr.write('the reason it cannot live\n')
  process.exit(7)
}
const shown = [
  'DATABASE_URL',
  'S3_ENDPOINT',
  'S3_BUCKET',
  'S3_CREATE_BUCKET',
  'LANDFALL_API_KEY',
  'HOST',
  'WEB_ORIGIN',
]
const server = createServer((_request, response) => {
  response.end(JSON.stringify(Object.fromEntries(shown.map(name => [name, process.env[name]]))))
})
server.listen(Number(process.env.API_PORT), process.env.HOST, () => process.send?.({ type: 'ready' }))
process.once('SIGTERM', () => {
  if (process.env.STAND_IN_API_HANGS) return
  process.stdout.write('stopped gracefully\n')
  process.exit(0)
})
process.once('disconnect', () => process.exit(0))
