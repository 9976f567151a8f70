/** An organization in the middle of its work, through the API: what the pictures show. */
import type { Api, NewFile } from '../support/api/api.ts'
import type { Tenant } from '../support/api/tenant.ts'
import { PDF } from '../support/pages/files.ts'
import { seascape } from '../support/pages/picture.ts'
import type { Place } from '../support/pages/places.ts'

const LETTER = `Dear harbour master,

the survey of the northern pier is done. Three planks have to be replaced before winter, and the
lamp at its end is out. The pictures are in the same folder.

Kind regards
`

const PICTURES: [filename: string, hue: [number, number, number]][] = [
  ['pier-at-dawn.png', [214, 160, 130]],
  ['northern-pier.png', [110, 160, 190]],
  ['lamp-is-out.png', [70, 80, 120]],
  ['ferry-arrives.png', [150, 190, 180]],
  ['storm-coming.png', [110, 115, 125]],
  ['sunset-over-breakwater-seen-from-the-lighthouse-2026-11-21.png', [230, 140, 110]],
]

const DOCUMENTS: NewFile[] = [
  { filename: 'survey-2026.pdf', content_type: 'application/pdf', body: PDF },
  { filename: 'letter to the harbour master.txt', body: LETTER },
  {
    filename: 'berths.json',
    content_type: 'application/json',
    body: JSON.stringify({ berths: 42, free: 7 }, null, 2),
  },
  { filename: 'tides.csv', content_type: 'text/csv', body: 'day,high,low\n1,05:12,11:40\n2,05:58,12:21\n' },
  { filename: 'Hafenübersicht – 写真.txt', body: 'Moin' },
  { filename: 'charts.zip', content_type: 'application/zip', body: new Uint8Array(2_400_000) },
  { filename: 'empty.log', body: '' },
]

export async function fillOrganization({ api, bucketId }: Tenant): Promise<Place[]> {
  const photos = await api.createBucket('photos', {
    description: 'What the surveyors’ cameras send',
    bucket_schema: {
      properties: { title: { type: 'string', required: true }, taken_at: { type: 'datetime' } },
    },
    rules: { max_file_bytes: 25_000_000, content_types: ['image/*'], require_size: true },
  })
  await api.createBucket('backups', { description: 'Nightly dumps; kept for a month' })
  const pictures = []
  for (const [filename, hue] of PICTURES) pictures.push(await storePicture(api, filename, hue))
  const documents = []
  for (const file of DOCUMENTS) documents.push(await api.store('files', { ...file, more: { owner: 'anna' } }))
  const open = await leaveOpen(api)
  await api.setQuota('bucket', { limit_bytes: 2_600_000, limit_objects: 50 }, bucketId)
  await api.setQuota('organization', { limit_bytes: 1_000_000_000, limit_objects: 10_000 })
  const [picture, , , , , longName] = pictures
  const [pdf, letter] = documents
  return [
    { name: 'overview', path: '/', loaded: 'Completed uploads' },
    { name: 'uploads', path: '/uploads', loaded: 'tides.csv' },
    { name: 'uploads-no-match', path: '/uploads?q=nowhere', loaded: 'No upload fits' },
    { name: 'upload-completed', path: `/uploads/${picture?.uploadId}`, loaded: 'Receipt' },
    { name: 'upload-open', path: `/uploads/${open.waiting}`, loaded: 'Nothing counts yet' },
    { name: 'upload-mismatch', path: `/uploads/${open.refused}`, loaded: 'A confirm was refused' },
    { name: 'upload-canceled', path: `/uploads/${open.canceled}`, loaded: 'It was canceled' },
    { name: 'upload-missing', path: '/uploads/upl_missing', loaded: 'There is no such upload' },
    { name: 'objects-grid', path: '/objects', loaded: 'tides.csv' },
    { name: 'objects-table', path: '/objects?layout=table', loaded: 'tides.csv' },
    { name: 'object-image', path: `/objects/${picture?.objectId}`, loaded: 'SHA-256' },
    { name: 'object-long-name', path: `/objects/${longName?.objectId}`, loaded: 'SHA-256' },
    { name: 'object-text', path: `/objects/${letter?.objectId}`, loaded: 'northern pier' },
    { name: 'object-pdf', path: `/objects/${pdf?.objectId}`, loaded: 'SHA-256' },
    { name: 'object-missing', path: '/objects/obj_missing', loaded: 'There is no such object' },
    { name: 'bucket-missing', path: '/buckets/bkt_missing', loaded: 'There is no such bucket' },
    { name: 'buckets', path: '/buckets', loaded: 'backups' },
    { name: 'bucket', path: `/buckets/${photos.bucket_id}`, loaded: 'Rules' },
    { name: 'quotas', path: '/quotas', loaded: 'Nearly full' },
    { name: 'not-found', path: '/nowhere', loaded: 'There is no such page' },
  ]
}

function storePicture(api: Api, filename: string, hue: [number, number, number]) {
  return api.store('photos', {
    filename,
    content_type: 'image/png',
    body: seascape(hue, 480),
    more: {
      owner: 'surveyors',
      metadata: { camera: 'Canon EOS R6', batch: 17 },
      object_metadata: {
        title: filename.replace(/\.png$/, '').replaceAll('-', ' '),
        tags: ['pier', 'survey'],
      },
    },
  })
}

async function leaveOpen(api: Api) {
  const waiting = await api.create('backups', {
    filename: 'harbour-2026-11-22.dump',
    body: 'x'.repeat(90_000),
    more: { owner: 'backup job' },
  })
  const right = { filename: 'invoice-0815.txt', body: '100.00 EUR' }
  const refused = await api.create('files', right)
  const etag = await api.put(refused.presigned_url, right)
  await api.put(refused.presigned_url, { ...right, body: '999.00 EUR' })
  await api.confirm('files', refused.upload_id, { etag }).catch(() => undefined)
  const canceled = await api.create('files', { filename: 'wrong-folder.txt', body: 'oops' })
  await api.cancel('files', canceled.upload_id)
  return { waiting: waiting.upload_id, refused: refused.upload_id, canceled: canceled.upload_id }
}
