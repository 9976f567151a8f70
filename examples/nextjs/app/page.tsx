import { connection } from 'next/server'
import { readSettings } from '../settings.ts'
import { Uploads } from './uploads.tsx'

/** Rendered on the server, which tells the page where the API is; the key stays there. */
export default async function Page() {
  await connection()
  const { url, bucket } = readSettings()
  return (
    <main>
      <h1>Uploads</h1>
      <Uploads url={url} bucket={bucket} />
    </main>
  )
}
