/** Uploads a folder: npm start -- FOLDER. Run it again after Ctrl-C, a crash or a broken network, and it goes on. */
import { readdir, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { createLandfallClient, LandfallError, type UploadResult } from '@landfall/client'
import { readSettings } from './settings.ts'

const AT_A_TIME = 3

const folder = process.argv[2]
if (!folder) {
  console.error('usage: npm start -- FOLDER')
  process.exit(2)
}

const { url, apiKey, bucket } = readSettings()
// With `resume`, what is needed to go on is kept in a folder for the state of programs.
const landfall = createLandfallClient({ url, apiKey, resume: true })

// Large files stay open and are gone on with by the next run; small ones are canceled.
const abort = new AbortController()
process.once('SIGINT', () => abort.abort())

// All bytes of these were sent by an earlier run that did not hear the answer.
for (const { filename, result, error } of await landfall.finishPending({ signal: abort.signal })) {
  if (result) printReceipt(filename, result)
  else console.error(`${filename}: ${error?.message}`)
}

const files = await filesBelow(folder)
const totalBytes = files.reduce((sum, file) => sum + file.sizeBytes, 0)
const sentBytes = new Map<string, number>()
let failed = 0

const waiting = files.values()
await Promise.all(
  Array.from({ length: AT_A_TIME }, async () => {
    for (const file of waiting) if (!abort.signal.aborted) await send(file.path)
  }),
)
showProgress('\n')

const kept = await landfall.resumable()
if (kept.length > 0) console.error(`${kept.length} can be gone on with: run this again`)
process.exitCode = abort.signal.aborted ? 130 : failed > 0 ? 1 : 0

async function send(path: string): Promise<void> {
  try {
    const result = await landfall.upload(
      { path },
      {
        bucket,
        objectMetadata: { path: relative('.', path) },
        signal: abort.signal,
        afterAbort: 'keep',
        onProgress: progress => {
          sentBytes.set(path, progress.sentBytes)
          showProgress()
        },
        onState: state => {
          if (state.phase === 'sending' && state.storedBytes)
            console.error(`${path}: going on, ${megabytes(state.storedBytes)} are there`)
        },
      },
    )
    printReceipt(path, result)
  } catch (error) {
    failed += 1
    console.error(`${path}: ${error instanceof LandfallError ? `${error.message} (${error.code})` : error}`)
  }
}

/** What Landfall has compared with what the store holds. */
function printReceipt(name: string, { objectId, receipt }: UploadResult): void {
  const { size, etag, checksum } = receipt ?? {}
  console.log(`${name}  ${objectId}  size ${size}, etag ${etag}, checksum ${checksum}`)
}

async function filesBelow(root: string): Promise<{ path: string; sizeBytes: number }[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const paths = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  return Promise.all(paths.sort().map(async path => ({ path, sizeBytes: (await stat(path)).size })))
}

/** Weighted by bytes over all files; drawn over itself where somebody watches. */
function showProgress(end = ''): void {
  if (!process.stderr.isTTY) return
  const sent = [...sentBytes.values()].reduce((sum, bytes) => sum + bytes, 0)
  process.stderr.write(`\r${megabytes(sent)} of ${megabytes(totalBytes)}   ${end}`)
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
