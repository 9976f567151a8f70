import { join } from 'node:path'
import { writePrivateJson } from './private-file.ts'

/** What tools and tests read to reach a running Landfall; the names are part of the product. */
export type LocalJson = {
  web_url: string
  api_url: string
  api_key: string
  admin_key: string
  namespace: string
  bucket: string
  s3_endpoint: string | null
  s3_bucket: string
  s3_access_key_id: string | null
  s3_secret_access_key: string | null
  database_url: string
  pids: Record<string, number>
}

export function writeLocalJson(dir: string, content: LocalJson): void {
  writePrivateJson(join(dir, 'local.json'), content)
}
