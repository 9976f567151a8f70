import type { StoreAddress } from '../../ports/store-inspector.ts'

/** A command of the AWS CLI that can be pasted into a shell as it is. */
export function awsCommand(
  { bucket, region, endpoint }: StoreAddress,
  operation: string,
  options: Record<string, unknown> = {},
): string {
  const address = endpoint === null ? [] : ['--endpoint-url', quoted(endpoint)]
  const given = Object.entries(options).flatMap(([name, value]) => [
    `--${name}`,
    quoted(typeof value === 'string' ? value : JSON.stringify(value)),
  ])
  const words = ['aws s3api', operation, '--bucket', quoted(bucket), '--region', quoted(region)]
  return [...words, ...address, ...given].join(' ')
}

/** POSIX: nothing is special between single quotes but the single quote. */
const quoted = (text: string) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)
