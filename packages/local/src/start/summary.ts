import type { LocalJson } from './local-json.ts'
import { paint } from './terminal.ts'

const HELLO = 'hello, landfall\n'

export function summary(
  local: LocalJson,
  opts: { dir: string; seconds: number; isStoreEmbedded: boolean; signInToken: string },
): string {
  const storeNote = opts.isStoreEmbedded ? 'embedded' : 'yours'
  const rows = [
    ['Dashboard', signInUrl(local.web_url, opts.signInToken)],
    ['API', local.api_url],
    ['S3', `${local.s3_endpoint ?? 'AWS'}, bucket ${local.s3_bucket} (${storeNote})`],
    ['Postgres', withoutLogin(local.database_url)],
    ['API key', local.api_key],
    ['Data', `${opts.dir} (every address and key: local.json, logs: logs/)`],
  ]
  return [
    '',
    paint('bold', `Landfall is ready (${opts.seconds.toFixed(1)} s).`),
    '',
    ...rows.map(([name = '', value]) => `  ${paint('dim', name.padEnd(9))} ${value}`),
    '',
    'Upload a file:',
    '',
    curlSequence(local),
    '',
    'Ctrl-C stops everything.',
    '',
  ].join('\n')
}

/** Works once, for a day; the next start prints another. */
export function signInUrl(webUrl: string, token: string): string {
  return `${webUrl}/sign-in?token=${token}`
}

/** To copy into any sh with curl; nothing in it needs jq. */
export function curlSequence(local: LocalJson): string {
  return `  API=${local.api_url} KEY=${local.api_key}
  UPLOADS="$API/v1/buckets/${local.bucket}/uploads"
  printf '${HELLO.replace('\n', '\\n')}' > hello.txt
  created=$(curl -sS "$UPLOADS" -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' \\
    -d '{"filename":"hello.txt","content_type":"text/plain","file_size_bytes":${HELLO.length}}')
  id=$(printf '%s' "$created" | sed -n 's/.*"upload_id":"\\([^"]*\\)".*/\\1/p')
  url=$(printf '%s' "$created" | sed -n 's/.*"presigned_url":"\\([^"]*\\)".*/\\1/p')
  curl -sS -X PUT "$url" -H 'Content-Type: text/plain' --data-binary @hello.txt
  curl -sS "$UPLOADS/$id/confirm" -H "Authorization: Bearer $KEY" -H 'Content-Type: application/json' -d '{}'`
}

function withoutLogin(databaseUrl: string): string {
  return databaseUrl.replace(/\/\/[^@/]*@/, '//')
}
