import { expect, test } from '../support/test.ts'

test('an admin sees what is stuck in their organization, and what the sweep would do', async ({ page }) => {
  await page.goto('/')
  await page.getByRole('navigation', { name: 'Main' }).first().getByRole('link', { name: 'Health' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Health' })).toBeVisible()
  await expect(page.getByText('Nothing is stuck')).toBeVisible()
  // What workers do for everybody is the operator's business.
  await expect(page.getByRole('heading', { name: 'Last runs' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Dry run' }).click()
  await expect(page.getByText('No upload is due.')).toBeVisible()
})
