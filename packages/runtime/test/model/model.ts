import {
  type Bytes,
  byteLength,
  closedCode,
  isOpen,
  type ModelUpload,
  requestOf,
  type Sums,
} from './model-upload.ts'
import { type Answer, type Create, indexOf, type Op, type ScopeName, type Step } from './ops.ts'

type Limit = { bytes: number | null; objects: number | null }

/**
 * What the whole system is supposed to do, in plain variables: no keys, no locks, no ledger, nothing of how it does it.
 * Every answer and every number of the real one has to be this one's.
 */
export class Model {
  readonly uploads: ModelUpload[] = []
  /** Which create an Idempotency-Key stands for, and which upload it made. */
  private readonly remembered = new Map<string, { request: string; index: number }>()
  private readonly areSealsVerified: boolean
  readonly limits: Record<ScopeName, Limit> = {
    organization: { bytes: null, objects: null },
    bucket: { bytes: null, objects: null },
    owner: { bytes: null, objects: null },
  }

  constructor(areSealsVerified: boolean) {
    this.areSealsVerified = areSealsVerified
  }

  liveBytes(): Bytes[] {
    return [...new Set(this.uploads.flatMap(({ bytes }) => bytes ?? []))]
  }

  /** Owners other than `ada` share no scope with anybody, and have no limit. */
  sumsOf(scope: ScopeName): Sums {
    const isIn = ({ owner }: { owner: string | null }) => scope !== 'owner' || owner === 'ada'
    const sum = (part: (upload: ModelUpload) => number) =>
      this.uploads.filter(isIn).reduce((total, upload) => total + part(upload), 0)
    const live = this.liveBytes().filter(isIn)
    return {
      usedBytes: live.reduce((total, { text }) => total + byteLength(text), 0),
      usedObjects: sum(({ bytes, createObject }) => (bytes && createObject ? 1 : 0)),
      reservedBytes: sum(({ status, declaredBytes }) => (isOpen(status) ? (declaredBytes ?? 0) : 0)),
      reservedObjects: sum(({ status, createObject }) => (isOpen(status) && createObject ? 1 : 0)),
    }
  }

  apply({ op, isLost }: Step): Answer {
    if (!isLost || !this.writesLedger(op)) return this.perform(op)
    const before = this.uploads.map(({ url }) => url)
    this.perform(op)
    // Whoever got no answer got no URL.
    for (const [index, upload] of this.uploads.entries()) upload.url = before[index] ?? null
    return 'DATABASE_UNAVAILABLE'
  }

  /** Whether the op comes as far as the write whose answer can be lost. */
  private writesLedger(op: Op): boolean {
    if (op.kind === 'create') return op.key === null || !this.remembered.has(op.key)
    if (op.kind !== 'confirm' && op.kind !== 'cancel' && op.kind !== 'renew') return false
    const upload = this.at(op.at)
    if (!isOpen(upload.status)) return false
    if (op.kind === 'renew') return !upload.isOld
    if (op.kind === 'cancel') return !(upload.inParts && op.keepsBytes)
    return this.mismatch(upload, op) === null
  }

  private perform(op: Op): Answer {
    switch (op.kind) {
      case 'create':
        return this.create(op)
      case 'put':
        return this.put(this.at(op.at), op.text)
      case 'confirm':
        return this.confirm(this.at(op.at), op)
      case 'renew':
        return this.renew(this.at(op.at), op.size)
      case 'cancel':
        return this.cancel(this.at(op.at), op.keepsBytes)
      case 'delete object':
        return this.deleteObject(this.at(op.at))
      case 'age':
        this.at(op.at).isOld = true
        return 'old'
      case 'expire':
        return this.expire(this.at(op.at))
      case 'sweep':
        return this.sweep(this.at(op.at))
      case 'store event':
        return this.tell(this.at(op.at))
      case 'limit':
        this.limits[op.scope][op.field] = op.limit
        return 'set'
    }
  }

  private at(at: number): ModelUpload {
    const upload = this.uploads[indexOf(at, this.uploads.length)]
    if (upload === undefined) throw new RangeError('no upload yet')
    return upload
  }

  private create(op: Create): Answer {
    const before = op.key === null ? undefined : this.remembered.get(op.key)
    if (before) return before.request === requestOf(op) ? this.replay(before.index) : 'IDEMPOTENCY_KEY_REUSED'
    const { size, createObject, inParts, owner, sendsHeaders, sharesBytes, n } = op
    const isTaken = createObject && this.isTaken(n)
    if (!isTaken && !this.hasRoom(owner, { bytes: size ?? 0, objects: createObject ? 1 : 0 }))
      return 'QUOTA_EXCEEDED'
    if (op.key !== null) this.remembered.set(op.key, { request: requestOf(op), index: this.uploads.length })
    const status = isTaken ? 'SKIPPED' : 'PENDING'
    this.uploads.push({
      status,
      createObject,
      inParts,
      owner,
      isConditional: sendsHeaders && !inParts,
      declaredBytes: size,
      attempt: 1,
      isOld: false,
      url: isTaken ? null : { attempt: 1, bytes: size },
      puts: new Map(),
      sharesBytes,
      n,
      isSwept: false,
      isDisputed: false,
      refused: null,
      text: null,
      bytes: null,
    })
    return status
  }

  /** The same answer again, with a URL as long as there is something to send. */
  private replay(index: number): Answer {
    const upload = this.at(index)
    const { status, isOld, attempt, declaredBytes } = upload
    if (isOpen(status) && !isOld) upload.url = { attempt, bytes: declaredBytes }
    return status
  }

  private isTaken(n: number): boolean {
    return this.uploads.some(upload => upload.createObject && upload.bytes !== null && upload.n === n)
  }

  /** Only what is added has to fit: a limit below what is there takes nothing away. */
  private hasRoom(owner: string | null, added: { bytes: number; objects: number }): boolean {
    const scopes: ScopeName[] = ['organization', 'bucket', ...(owner === 'ada' ? (['owner'] as const) : [])]
    return scopes.every(scope => {
      const { bytes, objects } = this.limits[scope]
      const sums = this.sumsOf(scope)
      const fits = (limit: number | null, taken: number, more: number) =>
        more <= 0 || limit === null || taken + more <= limit
      return (
        fits(bytes, sums.usedBytes + sums.reservedBytes, added.bytes) &&
        fits(objects, sums.usedObjects + sums.reservedObjects, added.objects)
      )
    })
  }

  private put(upload: ModelUpload, text: string): Answer {
    if (upload.inParts) return this.putPart(upload, text)
    const { url, puts, isConditional } = upload
    if (url === null) return 'no URL'
    if (url.bytes !== null && url.bytes !== byteLength(text)) return '403'
    if (isConditional && puts.has(url.attempt)) return '412'
    puts.set(url.attempt, text)
    return '200'
  }

  /** Signed for each PUT; whoever sends a stream says with its part how long it is. */
  private putPart(upload: ModelUpload, text: string): Answer {
    if (!isOpen(upload.status)) return closedCode(upload.status)
    if (upload.isOld) return 'RENEWAL_ENDED'
    const bytes = upload.declaredBytes ?? byteLength(text)
    if (!this.hasRoom(upload.owner, { bytes: bytes - (upload.declaredBytes ?? 0), objects: 0 }))
      return 'QUOTA_EXCEEDED'
    upload.declaredBytes = bytes
    upload.status = 'IN_PROGRESS'
    if (bytes !== byteLength(text)) return '403'
    upload.puts.set(upload.attempt, text)
    return '200'
  }

  private confirm(upload: ModelUpload, op: Extract<Op, { kind: 'confirm' }>): Answer {
    if (upload.status === 'SKIPPED') return 'SKIPPED'
    if (upload.status === 'CANCELED' || upload.status === 'FAILED') return `UPLOAD_${upload.status}`
    const refusal = this.mismatch(upload, op)
    if (upload.isSwept && refusal !== null) upload.isDisputed = true
    this.rememberRefused(upload, op)
    if (refusal !== null || upload.status === 'COMPLETED') return refusal ?? 'COMPLETED'
    const text = upload.puts.get(upload.attempt)
    if (text === undefined) {
      upload.status = 'FAILED'
      return 'UPLOAD_FAILED'
    }
    if (upload.createObject && this.isTaken(upload.n)) {
      upload.status = 'SKIPPED'
      return 'SKIPPED'
    }
    const shared = this.findShared(upload, text)
    const growth = (shared ? 0 : byteLength(text)) - (upload.declaredBytes ?? 0)
    if (!this.hasRoom(upload.owner, { bytes: growth, objects: 0 })) return 'QUOTA_EXCEEDED'
    const bytes = shared ?? { text, owner: upload.owner, isVerified: this.isVerified(upload) }
    Object.assign(upload, { status: 'COMPLETED', text, bytes })
    return 'COMPLETED'
  }

  private rememberRefused(upload: ModelUpload, op: Extract<Op, { kind: 'confirm' }>): void {
    const { attempt, puts } = upload
    const text = puts.get(attempt)
    const isRefused = op.size === 'wrong' || op.etag === 'wrong'
    if (isOpen(upload.status) && text !== undefined && isRefused) upload.refused = { attempt, text }
  }

  /** Nobody declares a digest here, so only what was sealed has one that the store computed. */
  private isVerified({ isConditional, inParts }: ModelUpload): boolean {
    return !isConditional && !inParts && this.areSealsVerified
  }

  private findShared(upload: ModelUpload, text: string): Bytes | null {
    if (!upload.sharesBytes || !this.isVerified(upload) || text === '') return null
    const isSame = (bytes: Bytes) => bytes.isVerified && bytes.text === text && bytes.owner === upload.owner
    return this.liveBytes().find(isSame) ?? null
  }

  /** What a confirm is refused for before anything is written; `null`: nothing, or time is up and it fails for good. */
  private mismatch(upload: ModelUpload, op: Extract<Op, { kind: 'confirm' }>): Answer | null {
    const text = upload.text ?? upload.puts.get(upload.attempt)
    if (text === undefined)
      return upload.isOld ? null : upload.inParts ? 'PARTS_MISSING' : 'OBJECT_NOT_IN_STORAGE'
    if (op.size === 'wrong') return 'SIZE_MISMATCH'
    return op.etag === 'wrong' ? 'ETAG_MISMATCH' : null
  }

  private renew(upload: ModelUpload, size: number | undefined): Answer {
    if (!isOpen(upload.status)) return closedCode(upload.status)
    if (upload.isOld) return 'RENEWAL_ENDED'
    const bytes = size ?? upload.declaredBytes
    const growth = (bytes ?? 0) - (upload.declaredBytes ?? 0)
    if (!this.hasRoom(upload.owner, { bytes: growth, objects: 0 })) return 'QUOTA_EXCEEDED'
    upload.attempt += 1
    upload.declaredBytes = bytes
    upload.url = { attempt: upload.attempt, bytes }
    return upload.status
  }

  private cancel(upload: ModelUpload, keepsBytes: boolean): Answer {
    if (isOpen(upload.status)) {
      if (upload.inParts && keepsBytes) return 'INVALID_INPUT'
      upload.status = 'CANCELED'
    }
    if (upload.status !== 'COMPLETED') return upload.status
    if (upload.createObject && upload.bytes && !upload.isDisputed) return 'UPLOAD_HAS_OBJECT'
    if (keepsBytes) return 'UPLOAD_SETTLED'
    upload.bytes = null
    return 'COMPLETED'
  }

  private deleteObject(upload: ModelUpload): Answer {
    if (!upload.createObject || !upload.bytes) return 'NOT_FOUND'
    upload.bytes = null
    return 'deleted'
  }

  /** A confirm without a claim, by nobody; and at the end of its time the last one. */
  private sweep(upload: ModelUpload): Answer {
    if (upload.status !== 'PENDING') return upload.status
    this.confirmForNobody(upload)
    if (upload.status === 'PENDING' && upload.isOld) upload.status = 'FAILED'
    upload.isSwept = upload.status !== 'PENDING'
    return upload.status
  }

  /** Of what does not lie there, and of parts, an event says nothing; and it never ends anything. */
  private tell(upload: ModelUpload): Answer {
    if (upload.status !== 'PENDING' || !upload.puts.has(upload.attempt)) return upload.status
    this.confirmForNobody(upload)
    upload.isSwept = upload.status !== 'PENDING'
    return upload.status
  }

  /** Not what its client refused. */
  private confirmForNobody(upload: ModelUpload): void {
    const { refused, attempt, puts } = upload
    if (refused?.attempt === attempt && refused.text === puts.get(attempt)) return
    this.confirm(upload, { kind: 'confirm', at: 0, size: 'none', etag: 'none' })
  }

  private expire(upload: ModelUpload): Answer {
    if (!isOpen(upload.status)) return upload.status
    if (!upload.isOld) return 'SUPERSEDED'
    upload.status = 'FAILED'
    return 'FAILED'
  }
}
