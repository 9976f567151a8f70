import { binaryFile, textFile } from '../support/pages/files.ts'
import { slowDown } from '../support/pages/network.ts'
import { failing, holdPuts, onPut } from '../support/pages/store-requests.ts'
import { chooseFiles, tray, trayRow } from '../support/pages/tray.ts'
import { signedIn } from '../support/session.ts'
import { expect, test } from '../support/test.ts'

test('one of two is canceled and the other arrives', async ({ page, installation }) => {
  await page.goto('/uploads')
  const letGo = await holdPuts(page, installation)
  await chooseFiles(page, [textFile('keep.txt'), textFile('drop.txt')])
  await expect(tray(page).locator('[data-phase=sending]')).toHaveCount(2)
  await tray(page).getByRole('button', { name: 'Cancel drop.txt' }).click()
  await expect(trayRow(page, 'drop.txt')).toHaveAttribute('data-phase', 'canceled')
  letGo()
  await expect(trayRow(page, 'keep.txt')).toHaveAttribute('data-phase', 'completed')
  const row = page.getByRole('row').filter({ hasText: 'drop.txt' })
  await expect(row.locator('[data-status=CANCELED]')).toBeVisible()
})

test('a store that fails is explained, and a retry arrives', async ({ page, installation }) => {
  await page.clock.install()
  await page.goto('/')
  await onPut(page, installation, failing)
  await chooseFiles(page, textFile('stubborn.txt'))
  const row = trayRow(page, 'stubborn.txt')
  // The client waits longer and longer between its own tries; nobody has to wait with it.
  await expect(async () => {
    await page.clock.fastForward(30_000)
    await expect(row).toHaveAttribute('data-phase', 'failed', { timeout: 300 })
  }).toPass({ timeout: 75_000 })
  await expect(row).toContainText('The store keeps failing')
  await expect(row).toContainText('Nothing is lost. Wait a moment and try again.')
  await page.clock.resume()
  await page.unrouteAll()
  await row.getByRole('button', { name: 'Retry stubborn.txt' }).click()
  await expect(row).toHaveAttribute('data-phase', 'completed')
})

test('a connection that breaks once is taken up again by itself', async ({ page, installation }) => {
  let puts = 0
  await onPut(page, installation, route => {
    puts += 1
    return puts === 1 ? route.abort('connectionreset') : route.continue()
  })
  await page.goto('/')
  await chooseFiles(page, textFile('bumpy.txt'))
  await expect(trayRow(page, 'bumpy.txt')).toHaveAttribute('data-phase', 'completed')
  expect(puts).toBeGreaterThan(1)
})

test('a lost network is told, and the upload goes on when it is back', async ({ page, context }, info) => {
  const path = info.outputPath('ferry.bin')
  binaryFile(path, 20_000_000)
  await page.goto('/')
  const fast = await slowDown(page)
  await chooseFiles(page, path)
  const row = trayRow(page, 'ferry.bin')
  await expect(row.getByRole('progressbar')).toHaveAttribute('aria-valuenow', /^[1-9]\d?$/)
  await context.setOffline(true)
  await expect(page.getByText('You are offline.')).toBeVisible()
  await fast()
  await context.setOffline(false)
  await expect(page.getByText('You are offline.')).toBeHidden()
  await expect(row).toHaveAttribute('data-phase', 'completed', { timeout: 45_000 })
})

test('no room left is said, and a retry after more was given arrives', async ({ page, tenant }) => {
  await tenant.api.setQuota('organization', { limit_objects: 0 })
  await page.goto('/')
  await chooseFiles(page, textFile('cargo.txt'))
  const row = trayRow(page, 'cargo.txt')
  await expect(row).toHaveAttribute('data-phase', 'failed')
  await expect(row).toContainText('There is no room left for this')
  await expect(row).toContainText('QUOTA_EXCEEDED')
  await tenant.api.setQuota('organization', { limit_objects: 1 })
  await row.getByRole('button', { name: 'Retry cargo.txt' }).click()
  await expect(row).toHaveAttribute('data-phase', 'completed')
})

test('leaving while something is sent is asked about first', async ({ page, installation }) => {
  await page.goto('/')
  const letGo = await holdPuts(page, installation)
  await chooseFiles(page, textFile('boarding.txt'))
  await expect(trayRow(page, 'boarding.txt')).toHaveAttribute('data-phase', 'sending')
  const asked = page.waitForEvent('dialog')
  await page.close({ runBeforeUnload: true })
  const dialog = await asked
  expect(dialog.type()).toBe('beforeunload')
  await dialog.dismiss()
  letGo()
  await expect(trayRow(page, 'boarding.txt')).toHaveAttribute('data-phase', 'completed')
})

test('files outlive a session that ends under them', async ({ page, context, tenant, installation }) => {
  await page.goto('/uploads')
  const letGo = await holdPuts(page, installation)
  await chooseFiles(page, textFile('stowed.txt'))
  const row = trayRow(page, 'stowed.txt')
  await expect(row).toHaveAttribute('data-phase', 'sending')
  await context.clearCookies()
  letGo()
  await expect(row).toHaveAttribute('data-phase', 'failed')
  await expect(page.getByText('Your files wait here.')).toBeVisible()
  await expect(page).toHaveURL('/uploads')

  await page.unrouteAll()
  await context.addCookies((await signedIn(installation.webUrl, tenant.key)).cookies)
  await page.evaluate(() => window.dispatchEvent(new Event('focus')))
  await expect(row).toHaveAttribute('data-phase', 'completed')
  await expect(page.getByText('Your files wait here.')).toBeHidden()
})
