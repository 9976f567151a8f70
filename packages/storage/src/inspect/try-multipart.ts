import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { CONTENT_TYPE, FIRST_BYTES, type Finding, no, yes } from '../probe/probe.ts'
import type { S3Context } from '../s3-context.ts'

/** Begins an upload in parts, sends one, lists it and puts it together: each needs a permission of its own. */
export async function tryMultipart(context: S3Context, key: string): Promise<Finding> {
  const { client, send, bucket: Bucket } = context
  const create = new CreateMultipartUploadCommand({ Bucket, Key: key, ContentType: CONTENT_TYPE })
  const { UploadId } = await send(abortSignal => client.send(create, { abortSignal }))
  const named = { Bucket, Key: key, UploadId }
  try {
    const part = new UploadPartCommand({ ...named, PartNumber: 1, Body: FIRST_BYTES })
    const { ETag } = await send(abortSignal => client.send(part, { abortSignal }))
    const list = new ListPartsCommand(named)
    const listed = await send(abortSignal => client.send(list, { abortSignal }))
    if (listed.Parts?.length !== 1) return no('A part that was sent is not listed.')
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] }
    const complete = new CompleteMultipartUploadCommand({ ...named, MultipartUpload })
    await send(abortSignal => client.send(complete, { abortSignal }))
    return yes('An upload in parts was begun, listed and put together.')
  } catch (error) {
    // What is left open is charged for until somebody aborts it.
    const abort = new AbortMultipartUploadCommand(named)
    await send(abortSignal => client.send(abort, { abortSignal })).catch(() => undefined)
    throw error
  }
}
