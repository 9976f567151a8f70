import { createHash, randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { expect } from 'vitest'
import { type StoreProcess, startStoreProcess } from './store-process.ts'
import { newClient, newFolder } from './test-store.ts'
import { setVersioning } from './versions.ts'

/**
 * Kills the store's process while keys get versions and delete markers and lose them again. Each writer has a key of
 * its own, so afterwards the key's versions are what was answered, in that order, with or without the one change that
 * was under way.
 */
type Version = { id: string; hash: string | 'marker' }
type History = { bucket: string; key: string; versions: Version[]; pending: Version[] | undefined }

const md5 = (data: Uint8Array) => createHash('md5').update(data).digest('hex')
/** The id of what was written but not answered. */
const ANY = '?'

function withoutId(versions: Version[], id: string): Version[] {
  return versions.filter(version => version.id !== id)
}

/** One change: what the client asks for, and what the key's versions are when it has happened. */
async function change(client: S3Client, history: History, isSuspended: boolean): Promise<void> {
  const at = { Bucket: history.bucket, Key: history.key }
  const { versions } = history
  const kind = Math.random()
  const victim = versions.at(Math.floor(Math.random() * versions.length))
  if (kind < 0.3 && victim) {
    history.pending = withoutId(versions, victim.id)
    await client.send(new DeleteObjectCommand({ ...at, VersionId: victim.id }))
    history.versions = history.pending
    return
  }
  const body = randomBytes(Math.random() < 0.3 ? 400_000 : 100)
  const isMarker = kind < 0.5
  const below = isSuspended ? withoutId(versions, 'null') : versions
  const made = { id: isSuspended ? 'null' : ANY, hash: isMarker ? 'marker' : md5(body) }
  history.pending = [made, ...below]
  const command = isMarker ? new DeleteObjectCommand(at) : new PutObjectCommand({ ...at, Body: body })
  const { VersionId } = await (isMarker
    ? client.send(command as DeleteObjectCommand)
    : client.send(command as PutObjectCommand))
  history.versions = [{ ...made, id: VersionId ?? 'null' }, ...below]
}

/** What the writers of one round share: they go on until the store has died. */
type Round = { client: S3Client; isSuspended: boolean; changes: number }

async function changeUntilDeath(round: Round, history: History): Promise<void> {
  const isSuspended = round.isSuspended && history.bucket === 'suspended-bucket'
  for (;;) {
    try {
      await change(round.client, history, isSuspended)
    } catch (error) {
      // Only the store's death ends the work: an answer is a failure.
      if ((error as { $response?: unknown }).$response) throw error
      return
    }
    history.pending = undefined
    round.changes += 1
  }
}

async function readVersion(client: S3Client, history: History, VersionId: string): Promise<Version> {
  const got = await client.send(new GetObjectCommand({ Bucket: history.bucket, Key: history.key, VersionId }))
  const body = (await got.Body?.transformToByteArray()) ?? new Uint8Array()
  expect(got.ETag).toBe(`"${md5(body)}"`)
  return { id: VersionId, hash: md5(body) }
}

async function readHistory(client: S3Client, history: History): Promise<Version[]> {
  const found: { version: Version; isLatest: boolean }[] = []
  let markers: { KeyMarker?: string; VersionIdMarker?: string } = {}
  do {
    // One at a time: versions and markers come back in one order only so.
    const page = await client.send(
      new ListObjectVersionsCommand({ Bucket: history.bucket, Prefix: history.key, MaxKeys: 1, ...markers }),
    )
    const isLatest = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])][0]?.IsLatest ?? false
    for (const { VersionId = '' } of page.Versions ?? []) {
      found.push({ version: await readVersion(client, history, VersionId), isLatest })
    }
    for (const { VersionId: id = '' } of page.DeleteMarkers ?? []) {
      found.push({ version: { id, hash: 'marker' }, isLatest })
    }
    markers = page.IsTruncated
      ? { KeyMarker: page.NextKeyMarker ?? '', VersionIdMarker: page.NextVersionIdMarker ?? '' }
      : {}
  } while (markers.KeyMarker !== undefined)
  expect(found.map(item => item.isLatest)).toEqual(found.map((_, at) => at === 0))
  return found.map(item => item.version)
}

function matches(found: Version[], expected: Version[] | undefined): boolean {
  return (
    found.length === expected?.length &&
    found.every((version, at) => {
      const other = expected[at]
      return version.hash === other?.hash && (other.id === ANY || other.id === version.id)
    })
  )
}

async function checkAfterDeath(client: S3Client, history: History): Promise<void> {
  const found = await readHistory(client, history)
  if (!matches(found, history.versions))
    expect({ found, history }).toSatisfy(() => matches(found, history.pending))
  history.versions = found
  history.pending = undefined
}

const BUCKETS = ['versioned-bucket', 'suspended-bucket'] as const

async function createBuckets(client: S3Client): Promise<void> {
  for (const Bucket of BUCKETS) {
    await client.send(new CreateBucketCommand({ Bucket }))
    await setVersioning({ client }, 'Enabled', Bucket)
  }
}

/** Kills the store after some number of answers, whatever time they take: others are always under way then. */
async function workUntilKilled(store: StoreProcess, round: Round, histories: History[]): Promise<void> {
  const target = 6 + Math.floor(Math.random() * 30)
  const writers = Promise.all(histories.map(history => changeUntilDeath(round, history)))
  const isEnough = async () => {
    while (round.changes < target) await new Promise(resolve => setTimeout(resolve, 1))
  }
  await Promise.race([isEnough(), writers])
  await store.stop('SIGKILL')
  await writers
}

export async function versionRounds(rounds: number): Promise<{ changes: number; unfinished: number }> {
  await using folder = await newFolder()
  const histories = BUCKETS.flatMap(bucket =>
    ['a', 'b', 'c'].map((key): History => ({ bucket, key, versions: [], pending: undefined })),
  )
  let changes = 0
  let unfinished = 0
  for (let round = 0; round <= rounds; round += 1) {
    await using store = await startStoreProcess(folder.dir)
    const client = newClient(store.endpoint)
    if (round === 0) await createBuckets(client)
    for (const history of histories) await checkAfterDeath(client, history)
    // Every other round, so that the null versions lie between others.
    const isSuspended = round % 2 === 1
    await setVersioning({ client }, isSuspended ? 'Suspended' : 'Enabled', 'suspended-bucket')
    if (round < rounds) {
      const work = { client, isSuspended, changes: 0 }
      await workUntilKilled(store, work, histories)
      changes += work.changes
    }
    unfinished += (await readdir(join(folder.dir, 'tmp'))).length
    client.destroy()
  }
  return { changes, unfinished }
}
