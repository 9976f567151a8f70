import type { BrowserContextOptions } from '@playwright/test'

type StorageState = Exclude<NonNullable<BrowserContextOptions['storageState']>, string>

export const SIGNED_OUT: StorageState = { cookies: [], origins: [] }

/** A browser that signed in with this key already: what the sign-in page does, without its page. */
export async function signedIn(webUrl: string, key: string): Promise<StorageState> {
  const response = await fetch(`${webUrl}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: webUrl },
    body: JSON.stringify({ api_key: key }),
  })
  const [, name = '', value = ''] = /^([^=]+)=([^;]+)/.exec(response.headers.get('set-cookie') ?? '') ?? []
  if (!response.ok || value === '') throw new Error(`sign-in answered ${response.status}`)
  const cookie = { name, value, domain: new URL(webUrl).hostname, path: '/', expires: -1 }
  return { cookies: [{ ...cookie, httpOnly: true, secure: false, sameSite: 'Lax' }], origins: [] }
}
