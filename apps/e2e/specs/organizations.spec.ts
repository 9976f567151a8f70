import { newTenantByCommand } from '../support/api/command.ts'
import { signedIn } from '../support/session.ts'
import { expect, test } from '../support/test.ts'

test('people of one organization see each other’s uploads, and others nothing of them', async ({
  page,
  browser,
  tenant,
  installation,
}) => {
  const { webUrl } = installation
  const colleague = await browser.newContext({ storageState: await signedIn(webUrl, tenant.key) })
  const stranger = await browser.newContext({
    storageState: await signedIn(webUrl, await newTenantByCommand(installation)),
  })
  const theirs = await colleague.newPage()
  const foreign = await stranger.newPage()
  await theirs.goto('/uploads')
  await expect(theirs.getByText('Nothing was uploaded yet')).toBeVisible()

  await page.goto('/')
  const { uploadId, objectId } = await test.step('one uploads', () =>
    tenant.api.store(tenant.bucket, { filename: 'secret-plan.txt', body: 'north' }))
  // Nobody reloads: the list asks again by itself.
  await expect(theirs.getByRole('link', { name: 'secret-plan.txt' })).toBeVisible({ timeout: 30_000 })

  await foreign.goto('/uploads')
  await expect(foreign.getByText('Nothing was uploaded yet')).toBeVisible()
  await foreign.goto('/uploads?q=secret')
  await expect(foreign.getByText('No upload fits')).toBeVisible()
  await foreign.goto('/objects')
  await expect(foreign.getByText('No objects yet')).toBeVisible()
  for (const path of [`/uploads/${uploadId}`, `/objects/${objectId}`, `/buckets/${tenant.bucketId}`]) {
    await foreign.goto(path)
    const words = foreign.getByRole('main')
    await expect(words).toContainText(/There is no such upload|It is not there/)
    const said = (await words.textContent()) ?? ''
    await foreign.goto(path.replace(/_.*/, '_00000000000000000000000000'))
    await expect(words, 'the same as for what never was').toHaveText(said)
  }
  await colleague.close()
  await stranger.close()
})
