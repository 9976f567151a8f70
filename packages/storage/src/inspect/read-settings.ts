import {
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
} from '@aws-sdk/client-s3'
import type { Seen, SettingsJson, StoreInspection } from '@landfall/core/ports'
import { storeFailureOf } from '../errors.ts'
import type { S3Context } from '../s3-context.ts'

/** What the bucket is configured to do. A store that has no such setting, or does not show it to us, is not seen. */

export const readVersioning = (context: S3Context): Promise<StoreInspection['versioning']> =>
  see(async () => {
    const command = new GetBucketVersioningCommand({ Bucket: context.bucket })
    const { Status } = await context.send(signal => context.client.send(command, { abortSignal: signal }))
    return Status ?? 'never'
  })

export const readLifecycle = (context: S3Context): Promise<Seen<SettingsJson[]>> =>
  rules('NoSuchLifecycleConfiguration', async () => {
    const command = new GetBucketLifecycleConfigurationCommand({ Bucket: context.bucket })
    return (await context.send(signal => context.client.send(command, { abortSignal: signal }))).Rules
  })

export const readCors = (context: S3Context): Promise<Seen<SettingsJson[]>> =>
  rules('NoSuchCORSConfiguration', async () => {
    const command = new GetBucketCorsCommand({ Bucket: context.bucket })
    return (await context.send(signal => context.client.send(command, { abortSignal: signal }))).CORSRules
  })

/** S3 answers a setting that was never made with an error of its own. */
function rules(noneCode: string, read: () => Promise<object[] | undefined>): Promise<Seen<SettingsJson[]>> {
  return see(async () => {
    const found = await read().catch((error: unknown) => {
      if (storeFailureOf(error)?.code === noneCode) return []
      throw error
    })
    return (found ?? []) as SettingsJson[]
  })
}

/** Runs one look; what goes wrong is the reason why nothing was seen. */
export async function see<TValue>(look: () => Promise<TValue>): Promise<Seen<TValue>> {
  try {
    return { seen: true, value: await look() }
  } catch (error) {
    return { seen: false, reason: reasonOf(error) }
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const failure = storeFailureOf(cause)
  if (failure !== null && failure.status !== null)
    return `the store answered ${failure.status} ${failure.code ?? ''}`.trimEnd()
  return cause instanceof Error ? cause.message : String(cause)
}
