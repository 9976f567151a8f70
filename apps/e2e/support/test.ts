import { test as base } from '@playwright/test'
import { newTenant, type Tenant } from './api/tenant.ts'
import { LAUNCH_ARGS } from './browser/launch.ts'
import { BROWSER, type Installation, readInstallation } from './installation.ts'
import { waitForLife } from './pages/alive.ts'
import { signedIn } from './session.ts'

type TestFixtures = {
  /** An organization of this test alone; the page is signed in to it. */
  tenant: Tenant
}
type WorkerFixtures = { installation: Installation }

export const test = base.extend<TestFixtures, WorkerFixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern which fixtures are needed.
  installation: [({}, use) => use(readInstallation()), { scope: 'worker' }],
  launchOptions: [
    ({ launchOptions }, use) =>
      use({ ...launchOptions, executablePath: process.env[BROWSER] ?? '', args: LAUNCH_ARGS }),
    { scope: 'worker' },
  ],
  baseURL: ({ installation }, use) => use(installation.webUrl),
  tenant: async ({ installation }, use) => use(await newTenant(installation)),
  context: async ({ context }, use) => {
    waitForLife(context)
    await use(context)
  },
  storageState: async ({ installation, tenant }, use) => use(await signedIn(installation.webUrl, tenant.key)),
})

export { expect } from '@playwright/test'
