import { ListObjectVersionsCommand } from '@aws-sdk/client-s3'
import { deleteObject } from '../operations/delete-object.ts'
import { listKeys } from '../operations/list-keys.ts'
import type { S3Context } from '../s3-context.ts'

/**
 * Removes what a probe wrote, and what probes left behind that died a day or more ago (nothing else ever sweeps their
 * folder). Looks in the probes' own folder only.
 */
export interface CleanUp {
  context: S3Context
  /** `{prefix}_landfall/probe/` */
  probesFolder: string
  /** The folder of this probe. */
  folder: string
  isVersioned: boolean
  now: Date
}

const LEFT_BEHIND_MS = 24 * 60 * 60 * 1000

interface StoredVersion {
  key: string
  versionId: string | null
  lastModifiedAt: Date | null
}

export async function cleanUp(request: CleanUp): Promise<void> {
  if (!request.isVersioned) return removeAll(request, keysOf(request))
  try {
    await removeAll(request, versionsOf(request))
  } catch (error) {
    // Naming versions takes s3:ListBucketVersions and s3:DeleteObjectVersion. Without them the keys are at least hidden;
    // the caller still hears that bytes stay.
    await removeAll(request, keysOf(request))
    throw error
  }
}

async function removeAll(
  { context, folder, now }: CleanUp,
  versions: AsyncGenerator<StoredVersion>,
): Promise<void> {
  const oldest = now.getTime() - LEFT_BEHIND_MS
  for await (const { key, versionId, lastModifiedAt } of versions) {
    const isLeftBehind = lastModifiedAt !== null && lastModifiedAt.getTime() < oldest
    if (!key.startsWith(folder) && !isLeftBehind) continue
    await deleteObject(context, { key, versionId, ifEtag: null })
  }
}

async function* keysOf({ context, probesFolder }: CleanUp): AsyncGenerator<StoredVersion> {
  for await (const { key, lastModifiedAt } of listKeys(context, probesFolder)) {
    yield { key, versionId: null, lastModifiedAt }
  }
}

/** On a versioned bucket a plain delete only hides the bytes, so each version and each marker is named. */
async function* versionsOf({ context, probesFolder }: CleanUp): AsyncGenerator<StoredVersion> {
  let marker: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | null = {}
  while (marker !== null) {
    const command: ListObjectVersionsCommand = new ListObjectVersionsCommand({
      Bucket: context.bucket,
      Prefix: probesFolder,
      ...marker,
    })
    const page = await context.send(signal => context.client.send(command, { abortSignal: signal }))
    for (const version of [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])]) {
      if (version.Key === undefined) continue
      yield {
        key: version.Key,
        versionId: version.VersionId ?? null,
        lastModifiedAt: version.LastModified ?? null,
      }
    }
    const { NextKeyMarker: KeyMarker, NextVersionIdMarker: VersionIdMarker } = page
    marker = page.IsTruncated === true ? { KeyMarker, VersionIdMarker } : null
  }
}
