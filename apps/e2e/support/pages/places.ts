import type { Page } from '@playwright/test'
import type { Tenant } from '../api/tenant.ts'
import { PDF, PNG } from './files.ts'

/** Every page there is, with the words that tell that it has loaded. */
export type Place = { name: string; path: string; loaded: string }

/** As cameras and exports make them: nothing in it lets a line break. */
const LONG_NAME = 'IMG_20261122_183000_HDR_portrait_edited_final_version_for_the_harbour_office_2.txt'

/** Puts something on every page: uploads of each status, objects, a quota that is nearly full. */
export async function furnish({ api, bucket, bucketId }: Tenant): Promise<Place[]> {
  await api.setQuota('bucket', { limit_objects: 7 }, bucketId)
  const picture = { filename: 'pier.png', content_type: 'image/png', body: PNG }
  const { uploadId, objectId } = await api.store(bucket, {
    ...picture,
    more: { object_metadata: { title: 'The pier' } },
  })
  const { objectId: letterId } = await api.store(bucket, { filename: 'letter.txt', body: 'x'.repeat(800) })
  const { objectId: chartId } = await api.store(bucket, {
    filename: 'chart.pdf',
    content_type: 'application/pdf',
    body: PDF,
  })
  const { objectId: longId } = await api.store(bucket, { filename: LONG_NAME, body: 'x' })
  const open = await api.create(bucket, { filename: 'waiting.txt', body: 'waiting' })
  const refused = await api.create(bucket, { filename: 'mismatch.txt', body: 'right' })
  await api.put(refused.presigned_url, { filename: 'mismatch.txt', body: 'wrong' })
  await api.confirm(bucket, refused.upload_id, { etag: '0'.repeat(32) }).catch(() => undefined)
  const canceled = await api.create(bucket, { filename: 'canceled.txt', body: 'x' })
  await api.cancel(bucket, canceled.upload_id)
  return [
    { name: 'overview', path: '/', loaded: 'Completed uploads' },
    { name: 'uploads', path: '/uploads', loaded: 'mismatch.txt' },
    { name: 'uploads-none', path: '/uploads?q=nowhere', loaded: 'No upload fits' },
    { name: 'upload-completed', path: `/uploads/${uploadId}`, loaded: 'Receipt' },
    { name: 'upload-open', path: `/uploads/${open.upload_id}`, loaded: 'Nothing counts yet' },
    { name: 'upload-mismatch', path: `/uploads/${refused.upload_id}`, loaded: 'A confirm was refused' },
    { name: 'upload-missing', path: '/uploads/upl_missing', loaded: 'There is no such upload' },
    { name: 'objects-grid', path: '/objects', loaded: 'letter.txt' },
    { name: 'objects-table', path: '/objects?layout=table', loaded: 'letter.txt' },
    { name: 'object-image', path: `/objects/${objectId}`, loaded: 'The pier' },
    { name: 'object-text', path: `/objects/${letterId}`, loaded: 'xxxxxxxx' },
    { name: 'object-pdf', path: `/objects/${chartId}`, loaded: 'chart.pdf' },
    { name: 'object-long-name', path: `/objects/${longId}`, loaded: LONG_NAME },
    { name: 'object-missing', path: '/objects/obj_missing', loaded: 'There is no such object' },
    { name: 'bucket-missing', path: '/buckets/bkt_missing', loaded: 'There is no such bucket' },
    { name: 'buckets', path: '/buckets', loaded: bucket },
    { name: 'bucket', path: `/buckets/${bucketId}`, loaded: 'Rules' },
    { name: 'health', path: '/health', loaded: 'If the sweep ran now' },
    { name: 'quotas', path: '/quotas', loaded: 'Nearly full' },
    { name: 'sign-in', path: '/sign-in', loaded: 'API key' },
    { name: 'sign-in-link', path: '/sign-in?token=x', loaded: 'Continue to Landfall' },
    { name: 'not-found', path: '/nowhere', loaded: 'There is no such page' },
  ]
}

export async function visit(page: Page, { path, loaded }: Place): Promise<void> {
  await page.goto(path)
  await page.getByText(loaded).first().waitFor()
}
