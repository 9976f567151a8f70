import { chooseFiles, textFile, trayRow } from '../support/pages/tray.ts'
import { expect, test } from '../support/test.ts'

test('a text is uploaded, and its receipt says what was compared', async ({ page }) => {
  await page.goto('/')
  await chooseFiles(page, textFile('letter.txt'))
  await expect(trayRow(page, 'letter.txt')).toHaveAttribute('data-phase', 'completed')
  await trayRow(page, 'letter.txt').getByRole('link', { name: 'letter.txt' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'letter.txt' })).toBeVisible()
  await expect(page.locator('[data-status=COMPLETED]')).toBeVisible()
  const receipt = page.getByRole('region', { name: 'Receipt' })
  await expect(receipt).toContainText('Size matched')
  await expect(receipt).toContainText('ETag matched')
})
