// A parent process to kill in tests: it starts Postgres as the product does, says so, and stays.
import { startPostgres } from '../../src/postgres/index.ts'

const [dataDir = '', password = ''] = process.argv.slice(2)
const postgres = await startPostgres({ dataDir, password, fsync: false })
process.stdout.write(`${JSON.stringify({ pid: postgres.pid, port: postgres.port })}\n`)
setInterval(() => undefined, 1000)
