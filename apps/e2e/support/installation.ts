/** What a test knows of the product that was started for the run: what `local.json` says, and what was printed. */
export type Installation = {
  dir: string
  webUrl: string
  apiUrl: string
  s3Url: string
  /** Where a customer's app may listen: the store lets its pages in. */
  appUrl: string
  apiKey: string
  adminKey: string
  bucket: string
  /** The one-time link of this start. */
  signInUrl: string
}

/** Set by `global-setup.ts`; Playwright starts its workers with the environment as it is then. */
export const INSTALLATION = 'LANDFALL_E2E_INSTALLATION'
export const BROWSER = 'LANDFALL_E2E_BROWSER'

export function readInstallation(): Installation {
  const text = process.env[INSTALLATION]
  if (!text) throw new Error('no product was started for this run')
  return JSON.parse(text) as Installation
}
