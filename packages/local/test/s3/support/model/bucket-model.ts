import { type ChecksumName, checksumOf, etagOf, multipartEtagOf } from './digests.ts'
import type { EtagPick, Operation, Pick } from './operations.ts'

/**
 * What a bucket should be, as a map in memory written from S3's documentation. It answers each operation in the same
 * words as the real bucket (answers.ts). Only the names of new versions come from the real one.
 */
type Content = {
  body: Uint8Array
  etag: string
  note: string
  checksum: { name: ChecksumName; value: string }
}
export type Version = { id: string } & ({ content: Content } | { content?: undefined })
type Of<TKind extends Operation['kind']> = Extract<Operation, { kind: TKind }>

export const UNKNOWN_VERSION = '0'.repeat(32)
const OTHER_ETAG = `"${'0'.repeat(32)}"`

export type Refusal = { status: number; code: string; isMarker?: true; versionId?: string }

export function refused(status: number, code: string): Refusal {
  return { status, code }
}

export class BucketModel {
  versioning: 'Enabled' | 'Suspended' | undefined
  /** Newest first. */
  readonly keys = new Map<string, Version[]>()
  readonly #ids = new Set<string>()

  versions(key: string): Version[] {
    return this.keys.get(key) ?? []
  }

  live(key: string): Content | undefined {
    return this.versions(key)[0]?.content
  }

  /** What a client would put in its request; decided before the request, for both sides. */
  idOf(key: string, pick: Pick): string | undefined {
    if (pick === 'current') return undefined
    return pick === 'unknown' ? UNKNOWN_VERSION : (this.versions(key)[pick]?.id ?? UNKNOWN_VERSION)
  }

  etagOf(key: string, pick: 'none' | 'absent' | EtagPick): string | undefined {
    if (pick === 'none' || pick === 'absent') return undefined
    const contents = this.versions(key).flatMap(version => version.content ?? [])
    const content = pick === 'current' ? this.live(key) : pick === 'older' ? contents[1] : undefined
    return content?.etag ?? OTHER_ETAG
  }

  put({ key, body, note, checksum, condition }: Of<'put'>, madeId: string | undefined) {
    const refusal = this.#refuseWrite(key, condition === 'absent', this.etagOf(key, condition))
    if (refusal) return refusal
    const content = {
      body,
      note,
      etag: etagOf(body),
      checksum: { name: checksum, value: checksumOf(checksum, body) },
    }
    return { status: 200, etag: content.etag, versionId: this.#add(key, content, madeId) }
  }

  /** One part, which may be as small as it likes, being the last. */
  multipart({ key, body, condition, isAborted }: Of<'multipart'>, madeId: string | undefined) {
    if (isAborted) return { status: 204 }
    const refusal = this.#refuseWrite(key, condition === 'absent', undefined)
    if (refusal) return refusal
    const checksum = { name: 'CRC64NVME' as const, value: checksumOf('CRC64NVME', body) }
    const content = { body, note: '', etag: multipartEtagOf([body]), checksum }
    return { status: 200, etag: content.etag, versionId: this.#add(key, content, madeId) }
  }

  get(operation: Of<'get'>, versionId: string | undefined) {
    const { key, range, condition, etag } = operation
    const found = this.#find(key, versionId)
    if ('status' in found) return found
    const { content, id } = found
    const isMatch = this.etagOf(key, etag) === content.etag
    if (condition === 'ifMatch' && !isMatch) return refused(412, 'PreconditionFailed')
    if (condition === 'ifNoneMatch' && isMatch) return refused(304, 'NotModified')
    const { body } = content
    const [start, length] = range ?? [0, body.length]
    if (range && start >= body.length) return refused(416, 'InvalidRange')
    const end = Math.min(start + length, body.length - 1)
    const part = range ? body.slice(start, end + 1) : body
    return {
      status: range ? 206 : 200,
      body: Buffer.from(part).toString('hex'),
      contentRange: range ? `bytes ${start}-${end}/${body.length}` : undefined,
      etag: content.etag,
      note: content.note,
      versionId: this.#shown(id),
    }
  }

  head({ key }: Of<'head'>, versionId: string | undefined) {
    const found = this.#find(key, versionId)
    if ('status' in found) return { ...found, code: '' }
    const { content, id } = found
    return {
      status: 200,
      size: content.body.length,
      etag: content.etag,
      note: content.note,
      checksums: { [content.checksum.name]: content.checksum.value },
      versionId: this.#shown(id),
    }
  }

  copy(operation: Of<'copy'>, versionId: string | undefined, madeId: string | undefined) {
    const { from, to, note } = operation
    if (from === to && note === undefined && versionId === undefined) return refused(400, 'InvalidRequest')
    const found = this.#find(from, versionId)
    if ('status' in found)
      return found.status === 405 ? refused(400, 'InvalidRequest') : refused(404, found.code)
    const wanted = this.etagOf(from, operation.source)
    if (wanted !== undefined && wanted !== found.content.etag) return refused(412, 'PreconditionFailed')
    const refusal = this.#refuseWrite(to, operation.isAbsent, undefined)
    if (refusal) return refusal
    const sourceVersionId = this.#shown(found.id)
    const { content } = found
    const copied = { ...content, etag: etagOf(content.body), note: note ?? content.note }
    return { status: 200, etag: copied.etag, versionId: this.#add(to, copied, madeId), sourceVersionId }
  }

  delete({ key, condition }: Of<'delete'>, madeId: string | undefined) {
    const refusal = this.#refuseWrite(key, false, this.etagOf(key, condition))
    return refusal ?? { status: 204, ...this.#remove(key, undefined, madeId) }
  }

  deleteVersion({ key }: Of<'deleteVersion'>, versionId: string) {
    return { status: 204, ...this.#remove(key, versionId, undefined) }
  }

  /** `targets` with the ids they were sent with; `madeIds` in their order. */
  deleteMany(targets: { key: string; versionId: string | undefined }[], madeIds: (string | undefined)[]) {
    return {
      status: 200,
      deleted: targets.map(({ key, versionId }, at) => {
        const { isMarker, versionId: id } = this.#remove(key, versionId, madeIds[at])
        return { key, versionId, isMarker, markerId: isMarker ? id : undefined }
      }),
    }
  }

  #find(key: string, versionId: string | undefined): { content: Content; id: string } | Refusal {
    const versions = this.versions(key)
    const found = versionId === undefined ? versions[0] : versions.find(version => version.id === versionId)
    if (found?.content) return { content: found.content, id: found.id }
    if (!found) return refused(404, versionId === undefined ? 'NoSuchKey' : 'NoSuchVersion')
    const marker = { isMarker: true as const, versionId: found.id }
    return versionId === undefined
      ? { ...refused(404, 'NoSuchKey'), ...marker }
      : { ...refused(405, 'MethodNotAllowed'), ...marker }
  }

  #refuseWrite(key: string, isAbsent: boolean, ifMatch: string | undefined): Refusal | undefined {
    const live = this.live(key)
    if (isAbsent && live) return refused(412, 'PreconditionFailed')
    if (ifMatch === undefined) return undefined
    if (!live) return refused(404, 'NoSuchKey')
    return live.etag === ifMatch ? undefined : refused(412, 'PreconditionFailed')
  }

  #shown(id: string): string | undefined {
    return this.versioning === undefined ? undefined : id
  }

  /** The id that the answer shows: of a null version none. */
  #add(key: string, content: Content, madeId: string | undefined): string | undefined {
    const id = this.#newId(madeId)
    this.#stack(key, { id, content })
    return id === 'null' ? undefined : id
  }

  #stack(key: string, version: Version): void {
    this.keys.set(key, [version, ...this.versions(key).filter(other => other.id !== version.id)])
  }

  #newId(madeId: string | undefined): string {
    if (this.versioning !== 'Enabled') return 'null'
    if (madeId === undefined || madeId === 'null' || this.#ids.has(madeId))
      return `an id that is new, not ${madeId}`
    this.#ids.add(madeId)
    return madeId
  }

  #remove(key: string, versionId: string | undefined, madeId: string | undefined) {
    if (versionId === undefined && this.versioning !== undefined) {
      const id = this.#newId(madeId)
      this.#stack(key, { id })
      return { isMarker: true, versionId: id }
    }
    const versions = this.versions(key)
    const gone = versionId === undefined ? versions[0] : versions.find(version => version.id === versionId)
    const left = versions.filter(version => version !== gone)
    if (left.length > 0) this.keys.set(key, left)
    else this.keys.delete(key)
    return { isMarker: gone !== undefined && !gone.content ? true : undefined, versionId }
  }
}
