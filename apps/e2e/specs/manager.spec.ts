import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { Tenant } from '../support/api/tenant.ts'
import { textFile } from '../support/pages/files.ts'
import { tabTo } from '../support/pages/keyboard.ts'
import { holdPuts } from '../support/pages/store-requests.ts'
import { chooseFiles, chooseInDialog, openUploads, tray, trayRow } from '../support/pages/tray.ts'
import { expect, test } from '../support/test.ts'

/** A folder in a folder, with two files of the same name. */
function makeFolder(parent: string): string {
  const folder = join(parent, 'survey')
  mkdirSync(join(folder, 'north'), { recursive: true })
  writeFileSync(join(folder, 'plan.txt'), 'The plan')
  writeFileSync(join(folder, 'north', 'plan.txt'), 'The plan of the north')
  return folder
}

const PATHS = ['survey/north/plan.txt', 'survey/plan.txt']

test('a folder is chosen with all that lies in it', async ({ page, tenant }, info) => {
  await page.goto('/')
  await openUploads(page)
  await chooseInDialog(page, makeFolder(info.outputPath()), 'Choose a folder')
  await expectUploaded(page, tenant)
})

test('a folder is dropped with all that lies in it', async ({ page, tenant }, info) => {
  await page.goto('/')
  await expect(page.getByText('Bring your first file ashore')).toBeVisible()
  const session = await page.context().newCDPSession(page)
  const data = { items: [], files: [makeFolder(info.outputPath())], dragOperationsMask: 1 }
  const drag = (type: 'dragEnter' | 'dragOver' | 'drop') =>
    session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data })
  await drag('dragEnter')
  // A page that has not yet said that it takes files is given none.
  await expect(page.getByText('into the bucket files')).toBeVisible()
  await drag('dragOver')
  await drag('drop')
  await expectUploaded(page, tenant)
})

async function expectUploaded(page: Page, { api, bucket }: Tenant): Promise<void> {
  const rows = tray(page).locator('[data-phase=completed]')
  await expect(rows).toHaveCount(PATHS.length)
  const ids = await rows.getByRole('link').evaluateAll(links => links.map(link => link.getAttribute('href')))
  const uploads = await Promise.all(ids.map(id => api.upload(bucket, id?.split('/').at(-1) ?? '')))
  expect(uploads.map(({ metadata }) => metadata.path).toSorted()).toEqual(PATHS)
}

test('by keys alone it is paused, resumed, canceled and tried again', async ({ page, installation }) => {
  await page.goto('/')
  const letGo = await holdPuts(page, installation)
  await chooseFiles(page, textFile('by-hand.txt'))
  const row = trayRow(page, 'by-hand.txt')
  await expect(row).toHaveAttribute('data-phase', 'sending')
  // The focus stays where it is while one action becomes the other.
  await tabTo(page, row.getByRole('button', { name: 'Pause by-hand.txt' }))
  await page.keyboard.press('Enter')
  await expect(row).toHaveAttribute('data-phase', 'paused')
  await expect(row.getByRole('button', { name: 'Resume by-hand.txt' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(row).toHaveAttribute('data-phase', 'sending')
  await page.keyboard.press('Tab')
  await expect(row.getByRole('button', { name: 'Cancel by-hand.txt' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(row).toHaveAttribute('data-phase', 'canceled')
  await page.keyboard.press('Shift+Tab')
  await expect(row.getByRole('button', { name: 'Retry by-hand.txt' })).toBeFocused()
  letGo()
  await page.keyboard.press('Enter')
  await expect(row).toHaveAttribute('data-phase', 'completed')
  await expect(row.getByRole('link', { name: 'by-hand.txt' })).toBeFocused()
})

test('all that failed is tried again at once', async ({ page, tenant }) => {
  await tenant.api.setQuota('organization', { limit_objects: 0 })
  await page.goto('/')
  await chooseFiles(page, [textFile('one.txt'), textFile('two.txt')])
  await expect(tray(page).locator('[data-phase=failed]')).toHaveCount(2)
  await tenant.api.setQuota('organization', { limit_objects: 2 })
  await tray(page).getByRole('button', { name: 'Retry all failed' }).click()
  await expect(tray(page).getByRole('status')).toHaveText('2 files uploaded')
})

test('the focus of a removed file goes to the next one, and after the last to where files are added', async ({
  page,
  tenant,
}) => {
  await tenant.api.setQuota('organization', { limit_objects: 0 })
  await page.goto('/')
  await chooseFiles(page, [textFile('one.txt'), textFile('two.txt')])
  await expect(tray(page).locator('[data-phase=failed]')).toHaveCount(2)
  const remove = (name: string) => trayRow(page, name).getByRole('button', { name: `Remove ${name}` })
  await remove('two.txt').press('Enter')
  await expect(trayRow(page, 'two.txt')).toBeHidden()
  await expect(trayRow(page, 'one.txt').locator(':focus')).toHaveCount(1)
  await remove('one.txt').press('Enter')
  await expect(tray(page)).toBeHidden()
  await expect(page.locator('[data-action=upload]:focus')).toHaveCount(1)
})

test.describe('on a phone', () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true })

  test('it is paused, resumed and enlarged by touch', async ({ page, installation }) => {
    await page.goto('/')
    const letGo = await holdPuts(page, installation)
    await chooseFiles(page, [textFile('a-name-that-is-longer-than-a-phone-is-wide.txt'), textFile('b.txt')])
    await expect(tray(page).locator('[data-phase=sending]')).toHaveCount(2)
    await tray(page).getByRole('button', { name: 'Pause all' }).tap()
    await expect(tray(page).locator('[data-phase=paused]')).toHaveCount(2)
    await tray(page).getByRole('button', { name: 'Large list' }).tap()
    await expect(tray(page).getByRole('button', { name: 'Large list' })).toHaveAttribute(
      'aria-pressed',
      'true',
    )
    for (const button of await tray(page).getByRole('button').all()) {
      const { x = 0, width = 0 } = (await button.boundingBox()) ?? {}
      expect(x + width, 'within the screen').toBeLessThanOrEqual(360)
    }
    letGo()
    await tray(page).getByRole('button', { name: 'Resume all' }).tap()
    await expect(tray(page).locator('[data-phase=completed]')).toHaveCount(2)
  })
})
