// Stands for apps/api/src/bootstrap.ts: one shot, refuses on stderr with exit code 1, answers one JSON line.
import pg from 'pg'

if (process.env.STAND_IN_REFUSE) {
  process.stderr.write(`${process.env.STAND_IN_REFUSE}\n`)
  process.exit(1)
}
const client = new pg.Client({ connectionString: process.env.DATABASE_URL })
await client.connect()
await client.query('CREATE TABLE IF NOT EXISTS start_seen (at timestamptz NOT NULL DEFAULT now())')
await client.query('INSERT INTO start_seen DEFAULT VALUES')
await client.end()
process.stdout.write(
  '{"level":"info","msg":"migrated"}\n{"namespace":"default","bucket":"uploads","sign_in_token":"once-only"}\n',
)
