/**
 * A session cookie is sent by the browser, whoever made it send a request. So what changes anything must come from a
 * page of ours (`Origin`, which a browser sets and no page can forge) and be JSON (which another site's form cannot
 * send). `webOrigin` is the configured address, for a proxy that passes on another Host.
 */
export function isSameOriginJson(headers: Headers, webOrigin: string): boolean {
  return isSameOrigin(headers, webOrigin) && isJson(headers.get('content-type'))
}

export function isSameOrigin(headers: Headers, webOrigin: string): boolean {
  const origin = headers.get('origin')
  if (origin === null || !URL.canParse(origin)) return false
  const { host } = new URL(origin)
  return host === headers.get('host') || origin === new URL(webOrigin).origin
}

function isJson(contentType: string | null): boolean {
  return contentType?.split(';')[0]?.trim().toLowerCase() === 'application/json'
}
