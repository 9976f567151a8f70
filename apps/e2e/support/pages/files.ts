import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { seascape } from './picture.ts'

export type GivenFile = { name: string; mimeType: string; buffer: Buffer<ArrayBuffer> }

export const textFile = (name: string, text = `This is ${name}.\n`): GivenFile => ({
  name,
  mimeType: 'text/plain',
  buffer: Buffer.from(text),
})

/** On the disk: so much is not handed to the browser piece by piece. */
export function binaryFile(path: string, sizeBytes: number): Buffer {
  const bytes = randomBytes(sizeBytes)
  writeFileSync(path, bytes)
  return bytes
}

export const PNG = seascape([120, 170, 200])

/** One empty page. */
export const PDF = Buffer.from(
  `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>endobj
trailer<</Root 1 0 R>>
%%EOF`,
)

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** What a press of "Download" gives the person. */
export async function download(page: Page): Promise<{ name: string; bytes: Buffer }> {
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Download' }).click()
  const file = await downloading
  const chunks: Buffer[] = []
  for await (const chunk of await file.createReadStream()) chunks.push(chunk as Buffer)
  return { name: file.suggestedFilename(), bytes: Buffer.concat(chunks) }
}

/** Of what the object's page offers for download; past the browser, which keeps what it saves. */
export async function storedSha256(page: Page): Promise<string> {
  const link = page.getByRole('link', { name: 'Download' })
  const response = await fetch((await link.getAttribute('href')) ?? '')
  if (!response.ok || response.body === null) throw new Error(`the store answered ${response.status}`)
  const hash = createHash('sha256')
  for await (const chunk of response.body) hash.update(chunk)
  return hash.digest('hex')
}
