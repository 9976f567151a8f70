import { createS3ObjectStore, type S3ObjectStore } from '@landfall/storage'
import { duel } from '../lib/duel.ts'
import { type Row, tableOf } from '../lib/table.ts'
import { CREDENTIALS, startPlainServer, startStore } from './contender-process.ts'
import { closeConnections, download, rateOf, type Upload, upload } from './transfer.ts'

/**
 * The embedded store against a bare Node server, over loopback, each in a process of its own. Ours checks a presigned
 * URL, hashes CRC64NVME besides MD5, writes metadata, syncs and renames; the plain one writes the bytes. For small
 * objects the syncs are most of the work, so these are also put against a plain server that syncs.
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

async function measure(load: Load, at: Contenders, rounds: number): Promise<Row[]> {
  const { name, sizeBytes, lanes } = load
  const isSmall = sizeBytes < MB
  const perItem = isSmall ? 1 : sizeBytes / MIB
  const unit = isSmall ? '/s' : 'MiB/s'
  const putTo =
    ({ uploads }: Addresses) =>
    async () =>
      perItem * (await rateOf(uploads, lanes, item => upload(item, sizeBytes)))
  const getFrom =
    ({ downloads }: Addresses) =>
    async () =>
      perItem * (await rateOf(downloads, lanes, url => download(url, sizeBytes)))

  const putting = await duel({ ours: putTo(at.ours), plain: putTo(at.plain) }, rounds)
  const getting = await duel({ ours: getFrom(at.ours), plain: getFrom(at.plain) }, rounds)
  const rows = [
    { name: `PUT ${name}`, unit, duel: putting },
    { name: `GET ${name}`, unit, duel: getting },
  ]
  if (!isSmall) return rows
  const syncing = await duel({ ours: putTo(at.ours), plain: putTo(at.syncing) }, rounds)
  return [...rows, { name: `PUT ${name}, plain server that syncs`, unit, duel: syncing }]
}

export async function benchS3(rounds: number): Promise<string> {
  await using ours = await startStore()
  await using plain = await startPlainServer('no-sync')
  await using syncing = await startPlainServer('sync')
  const { endpoint } = ours
  const store = createS3ObjectStore({ bucket: 'bench', region: 'us-east-1', endpoint, ...CREDENTIALS })
  const rows: Row[] = []
  try {
    await store.ensureBucket({ create: true })
    for (const load of LOADS) {
      const at = {
        ours: await signed(store, load),
        plain: bare(plain.endpoint, load),
        syncing: bare(syncing.endpoint, load),
      }
      rows.push(...(await measure(load, at, rounds)))
    }
  } finally {
    store.close()
    closeConnections()
  }
  return tableOf(rows)
}
