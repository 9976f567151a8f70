import { newKey, newTenant } from '../support/api/tenant.ts'
import { binaryFile, sha256, storedSha256, textFile } from '../support/pages/files.ts'
import {
  allParts,
  expectEachOnce,
  holdPartsAfter,
  inOrder,
  NINE_PARTS,
  PATIENCE,
  watchTaken,
} from '../support/pages/parts.ts'
import { chooseAgain, chooseFiles, statusOf, tray, trayRow } from '../support/pages/tray.ts'
import { signedIn } from '../support/session.ts'
import { expect, test } from '../support/test.ts'

const IN_THE_MIDDLE = 3

test.describe.configure({ timeout: 180_000 })

test('a reload in the middle of 200 MB goes on with what the store lacks', async ({
  page,
  installation,
}, info) => {
  const path = info.outputPath('crane.bin')
  const sent = binaryFile(path, 200_000_000)
  const other = info.outputPath('other.bin')
  binaryFile(other, 10)
  const asked: string[] = []
  page.on('dialog', dialog => {
    asked.push(dialog.type())
    void dialog.accept()
  })
  await page.goto('/uploads')
  const { taken, letGo } = await holdPartsAfter(page, installation, 7)
  await chooseFiles(page, path)
  const row = trayRow(page, 'crane.bin')
  await expect.poll(() => taken.length, PATIENCE).toBe(7)
  await expect(tray(page)).toContainText('You may leave this page.')

  await page.reload()
  await expect(row).toHaveAttribute('data-phase', 'interrupted')
  expect(asked, 'nothing is lost, so nothing is asked').toEqual([])
  await chooseAgain(page, 'crane.bin', other)
  await expect(row.getByRole('alert')).toContainText('other.bin is another file.')
  await letGo()
  await chooseAgain(page, 'crane.bin', path)
  await expect(row).toHaveAttribute('data-phase', 'completed', PATIENCE)
  await row.getByRole('link', { name: 'crane.bin' }).click()
  expect(await storedSha256(page)).toBe(sha256(sent))
  // What was kept on its way may have slipped through when the page went: then it is not sent at all.
  expect(inOrder(taken), 'none twice').toEqual(inOrder([...new Set(taken)]))
  expect(taken.length, 'by both pages').toBeGreaterThan(7)
})

test('two tabs leave each other’s files alone, until one of them goes', async ({
  page,
  context,
  installation,
}, info) => {
  const path = info.outputPath('tanker.bin')
  binaryFile(path, NINE_PARTS)
  await page.goto('/')
  const { taken } = await holdPartsAfter(page, installation, IN_THE_MIDDLE)
  await chooseFiles(page, path)
  await expect.poll(() => taken.length, PATIENCE).toBe(IN_THE_MIDDLE)
  // Nothing is on its way any more when the page goes.
  await trayRow(page, 'tanker.bin').getByRole('button', { name: 'Pause tanker.bin' }).click()
  await expect(trayRow(page, 'tanker.bin')).toHaveAttribute('data-phase', 'paused')

  const other = await context.newPage()
  await other.goto('/uploads')
  watchTaken(other, taken)
  await chooseFiles(other, textFile('dinghy.txt'))
  await expect(trayRow(other, 'dinghy.txt')).toHaveAttribute('data-phase', 'completed')
  await expect(tray(other).getByRole('listitem')).toHaveCount(1)
  await page.close()
  await expect(trayRow(other, 'tanker.bin')).toHaveAttribute('data-phase', 'interrupted')
  await chooseAgain(other, 'tanker.bin', path)
  await expect(trayRow(other, 'tanker.bin')).toHaveAttribute('data-phase', 'completed', PATIENCE)
  await expectEachOnce(taken, allParts(9))
})

test('who signs in next in the same browser is not shown what the one before began, who may discard it', async ({
  page,
  context,
  tenant,
  installation,
}, info) => {
  const path = info.outputPath('yacht.bin')
  binaryFile(path, NINE_PARTS)
  await page.goto('/uploads')
  const { taken } = await holdPartsAfter(page, installation, 1)
  await chooseFiles(page, path)
  await expect.poll(() => taken.length, PATIENCE).toBe(1)

  const stranger = await newTenant(installation, 'stranger')
  // A colleague may see that upload, and has not chosen its file.
  for (const key of [stranger.key, await newKey(installation, tenant.name)]) {
    await context.addCookies((await signedIn(installation.webUrl, key)).cookies)
    await page.goto('/')
    // Not before: the page of the first person would send the rest.
    await page.unrouteAll({ behavior: 'ignoreErrors' })
    await chooseFiles(page, textFile('mine.txt'))
    await expect(trayRow(page, 'mine.txt')).toHaveAttribute('data-phase', 'completed')
    await expect(tray(page).getByRole('listitem')).toHaveCount(1)
  }

  await context.addCookies((await signedIn(installation.webUrl, tenant.key)).cookies)
  await page.goto('/uploads')
  await trayRow(page, 'yacht.bin').getByRole('button', { name: 'Discard yacht.bin' }).click()
  await expect(tray(page)).toBeHidden()
  await expect(statusOf(page, 'yacht.bin', 'CANCELED')).toBeVisible(PATIENCE)
})

test('without a network in the middle it waits, and goes on when it is back', async ({
  page,
  context,
  installation,
}, info) => {
  const path = info.outputPath('lighter.bin')
  binaryFile(path, NINE_PARTS)
  await page.goto('/')
  const { taken, letGo } = await holdPartsAfter(page, installation, IN_THE_MIDDLE)
  await chooseFiles(page, path)
  const row = trayRow(page, 'lighter.bin')
  await expect.poll(() => taken.length, PATIENCE).toBe(IN_THE_MIDDLE)
  await context.setOffline(true)
  await expect(row).toContainText('No connection')
  const broken = page.waitForEvent('requestfailed', request => request.url().startsWith(installation.s3Url))
  await letGo()
  await broken
  await context.setOffline(false)
  await expect(row).toHaveAttribute('data-phase', 'completed', PATIENCE)
  await expectEachOnce(taken, allParts(9))
})
