import { readFileSync } from 'node:fs'

/** From the environment, as in production; else what Landfall's `npm start` has written on this machine. */
export function readSettings(): { url: string; apiKey: string; bucket: string } {
  const { LANDFALL_URL: url, LANDFALL_API_KEY: apiKey, LANDFALL_BUCKET: bucket = 'uploads' } = process.env
  if (url && apiKey) return { url, apiKey, bucket }
  const local = JSON.parse(readFileSync('../../.landfall/local.json', 'utf8'))
  return { url: local.api_url, apiKey: local.api_key, bucket: local.bucket }
}
