import { findBrowser } from './browser/find-browser.ts'
import { BROWSER, INSTALLATION } from './installation.ts'
import { startProduct } from './product/start-product.ts'

/** Before all tests: a browser and the product. What it answers is called after all of them. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const browser = await findBrowser()
  const startedAt = Date.now()
  const { installation, stop } = await startProduct()
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  console.log(
    `Browser: ${browser}\nProduct: ${installation.webUrl} (${seconds} s), data in ${installation.dir}`,
  )
  process.env[BROWSER] = browser
  process.env[INSTALLATION] = JSON.stringify(installation)
  return stop
}
