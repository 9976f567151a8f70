import { binaryFile, sha256, storedSha256, textFile } from '../support/pages/files.ts'
import { allParts, expectEachOnce, holdPartsAfter, NINE_PARTS, PATIENCE } from '../support/pages/parts.ts'
import { chooseFiles, statusOf, tray, trayRow } from '../support/pages/tray.ts'
import { expect, test } from '../support/test.ts'

const IN_THE_MIDDLE = 3
const CONFIRM = '**/api/trpc/uploads.confirm*'

test.describe.configure({ timeout: 180_000 })

test('a paused upload sends nothing, and then what is missing', async ({ page, installation }, info) => {
  const path = info.outputPath('barge.bin')
  const sent = binaryFile(path, NINE_PARTS)
  await page.goto('/')
  const { taken, letGo } = await holdPartsAfter(page, installation, IN_THE_MIDDLE)
  await chooseFiles(page, path)
  const row = trayRow(page, 'barge.bin')
  await expect.poll(() => taken.length, PATIENCE).toBe(IN_THE_MIDDLE)
  await row.getByRole('button', { name: 'Pause barge.bin' }).click()
  await expect(row).toHaveAttribute('data-phase', 'paused')
  await expect(row).toContainText('Paused')
  await letGo()
  await tray(page).getByRole('button', { name: 'Resume all' }).click()
  await expect(row).toHaveAttribute('data-phase', 'completed', PATIENCE)
  await expectEachOnce(taken, allParts(9))
  await row.getByRole('link', { name: 'barge.bin' }).click()
  expect(await storedSha256(page)).toBe(sha256(sent))
})

test('a page closed between the bytes and the confirm is finished by the next one, without the file', async ({
  page,
  context,
}) => {
  await page.goto('/')
  await page.route(CONFIRM, route => route.abort('connectionreset'))
  const lost = page.waitForEvent('requestfailed', request => request.url().includes('uploads.confirm'))
  await chooseFiles(page, textFile('last-word.txt'))
  await lost
  await expect(trayRow(page, 'last-word.txt')).toHaveAttribute('data-phase', 'verifying')
  await page.close()
  const next = await context.newPage()
  const confirmed = next.waitForResponse(CONFIRM)
  await next.goto('/uploads')
  expect((await confirmed).ok()).toBe(true)
  await expect(statusOf(next, 'last-word.txt', 'COMPLETED')).toBeVisible()
  await expect(tray(next)).toBeHidden()
})
