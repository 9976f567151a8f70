/**
 * The first bytes of a text, and no more of a long one: the rest is never fetched. Bytes that are no UTF-8 become
 * replacement characters; a character that the cut goes through is left out.
 */
export async function readHead(response: Response, maxBytes: number): Promise<string> {
  if (!response.ok || !response.body) throw new Error(`The store answered ${response.status}`)
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  let text = ''
  let left = maxBytes
  while (left > 0) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    text += decoder.decode(value.subarray(0, left), { stream: true })
    left -= value.length
  }
  await reader.cancel()
  return text
}
