import { S3Error, type S3ErrorCode } from '../s3-error.ts'

/** The one key pair this store knows, and the region its scopes have to name. */
export type StoreCredentials = { accessKeyId: string; secretAccessKey: string; region: string }

export type Credential = { accessKeyId: string; scope: string }

export const TIMESTAMP = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/

/** undefined when the text is not a basic ISO 8601 time in UTC. */
export function parseTimestamp(text: string): Date | undefined {
  if (!TIMESTAMP.test(text)) return undefined
  const at = new Date(text.replace(TIMESTAMP, '$1-$2-$3T$4:$5:$6Z'))
  return Number.isNaN(at.getTime()) ? undefined : at
}

export type CredentialContext = { code: S3ErrorCode; timestamp: string; known: StoreCredentials }

/** `<access key id>/<date>/<region>/s3/aws4_request`; S3 says which part it did not like. */
export function parseCredential(text: string, context: CredentialContext): Credential {
  const refuse = (message: string, details: Record<string, string> = {}) =>
    new S3Error(context.code, { message, details })
  const parts = text.split('/')
  const [date, region, service, terminator] = parts.slice(-4)
  const accessKeyId = parts.slice(0, -4).join('/')
  if (parts.length < 5 || accessKeyId === '') {
    throw refuse(
      'Error parsing the credential; the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
    )
  }
  if (date !== context.timestamp.slice(0, 8)) {
    throw refuse(
      `Invalid credential date "${date}". This date is not the same as X-Amz-Date: "${context.timestamp}".`,
    )
  }
  if (region !== context.known.region) {
    throw refuse(`The region '${region}' is wrong; expecting '${context.known.region}'`, {
      Region: context.known.region,
    })
  }
  if (service !== 's3') throw refuse(`Incorrect service "${service}". This endpoint belongs to "s3".`)
  if (terminator !== 'aws4_request')
    throw refuse(`Incorrect terminal "${terminator}"; expecting "aws4_request".`)
  return { accessKeyId, scope: parts.slice(-4).join('/') }
}
