import { createS3ObjectStore, type S3ObjectStore } from '@landfall/storage'
import type { Bench } from '../lib/bench.ts'
import { duel } from '../lib/duel.ts'
import { CREDENTIALS, startPlainServer, startStore } from './contender-process.ts'
import { closeConnections, download, rateOf, type Upload, upload } from './transfer.ts'

/**
 * The embedded store against a bare Node server, over loopback, each in a process of its own. Ours checks a presigned
 * URL, hashes CRC64NVME besides MD5, writes metadata, syncs and renames; the plain one writes the bytes. On a slow disk
 * the syncs are most of the work, so PUTs are also put against a plain server that syncs.
 */
type Load = { name: string; sizeBytes: number; lanes: number; requests: number }

const KB = 1000
const MB = 1000 * KB
const MIB = 1024 * 1024

const LOADS: Load[] = [
  { name: '10 kB, one at a time', sizeBytes: 10 * KB, lanes: 1, requests: 300 },
  { name: '10 kB, 16 at a time', sizeBytes: 10 * KB, lanes: 16, requests: 800 },
  { name: '30 MB, one at a time', sizeBytes: 30 * MB, lanes: 1, requests: 5 },
  { name: '30 MB, 4 at a time', sizeBytes: 30 * MB, lanes: 4, requests: 8 },
  { name: '300 MB, one at a time', sizeBytes: 300 * MB, lanes: 1, requests: 1 },
]

/** Where one contender takes its n-th object of a load. URLs are signed before the clock runs. */
type Addresses = { uploads: Upload[]; downloads: string[] }

async function signed(store: S3ObjectStore, load: Load): Promise<Addresses> {
  const contentType = 'application/octet-stream'
  const addresses: Addresses = { uploads: [], downloads: [] }
  for (let n = 0; n < load.requests; n += 1) {
    const at = { key: `${load.sizeBytes}/${load.lanes}/${n}`, expiresInSeconds: 3600, contentType }
    const conditions = { contentLengthBytes: load.sizeBytes, ifNoneMatch: false, checksum: null }
    addresses.uploads.push(await store.presignPut({ ...at, ...conditions }))
    addresses.downloads.push(
      await store.presignGet({ ...at, versionId: null, contentDisposition: 'attachment' }),
    )
  }
  return addresses
}

function bare(endpoint: string, load: Load): Addresses {
  const downloads = Array.from(
    { length: load.requests },
    (_, n) => `${endpoint}/${load.sizeBytes}/${load.lanes}/${n}`,
  )
  return { downloads, uploads: downloads.map(url => ({ url, headers: {} })) }
}

type Contenders = { ours: Addresses; plain: Addresses; syncing: Addresses }

type Trial = { name: string; unit: string; ours: () => Promise<number>; plain: () => Promise<number> }

/** What is measured of a load. The first one fills the keys that the second one reads. */
function trialsOf(load: Load, { ours, plain, syncing }: Contenders): Trial[] {
  const { name, sizeBytes, lanes } = load
  const isSmall = sizeBytes < MB
  const unit = isSmall ? '/s' : 'MiB/s'
  const perItem = isSmall ? 1 : sizeBytes / MIB
  const put = async ({ uploads }: Addresses) =>
    perItem * (await rateOf(uploads, lanes, item => upload(item, sizeBytes)))
  const get = async ({ downloads }: Addresses) =>
    perItem * (await rateOf(downloads, lanes, url => download(url, sizeBytes)))
  return [
    { name: `PUT ${name}`, unit, ours: () => put(ours), plain: () => put(plain) },
    { name: `GET ${name}`, unit, ours: () => get(ours), plain: () => get(plain) },
    { name: `PUT ${name}, plain one syncs`, unit, ours: () => put(ours), plain: () => put(syncing) },
  ]
}

export const benchS3: Bench = async function* ({ rounds, isWanted }) {
  await using ours = await startStore()
  await using plain = await startPlainServer('no-sync')
  await using syncing = await startPlainServer('sync')
  const { endpoint } = ours
  const store = createS3ObjectStore({ bucket: 'bench', region: 'us-east-1', endpoint, ...CREDENTIALS })
  try {
    await store.ensureBucket({ create: true })
    for (const load of LOADS.filter(({ name }) => isWanted(name))) {
      const at = {
        ours: await signed(store, load),
        plain: bare(plain.endpoint, load),
        syncing: bare(syncing.endpoint, load),
      }
      for (const { name, unit, ...contenders } of trialsOf(load, at)) {
        yield { name, unit, duel: await duel(contenders, rounds) }
      }
    }
  } finally {
    store.close()
    closeConnections()
  }
}
