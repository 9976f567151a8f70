import { versionIdFrom } from './operations/head-object.ts'

interface Written {
  $metadata: { attempts?: number }
  VersionId?: string | undefined
}

/** A first request may have done its work before its answer got lost: then each wrote a version of its own. */
export const mayLieThereTwice = ({ $metadata, VersionId }: Written): boolean =>
  ($metadata.attempts ?? 1) > 1 && versionIdFrom(VersionId) !== null
