// The supervisor as `npm start` runs it, with small programs in place of the product's own.
import { join } from 'node:path'
import { main } from '../../../src/start/main.ts'

process.stdin.resume().once('end', () => process.kill(process.pid, 'SIGTERM'))

const at = (name: string) => join(import.meta.dirname, `${name}.ts`)
const s3 = join(import.meta.dirname, '..', '..', '..', 'src', 's3', 'main.ts')
const entries = { bootstrap: at('bootstrap'), api: at('api'), worker: at('worker'), web: at('worker') }
process.exit(await main({ s3, ...entries }))
