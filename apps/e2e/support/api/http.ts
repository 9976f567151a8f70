/** One call of the public API. What is refused is a mistake of the test, and says so. */
export async function call<TAnswer>(
  url: string,
  opts: { key: string; method?: string; body?: unknown },
): Promise<TAnswer> {
  const { key, body, method = body === undefined ? 'GET' : 'POST' } = opts
  const response = await fetch(url, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${text}`)
  return (text === '' ? null : JSON.parse(text)) as TAnswer
}
