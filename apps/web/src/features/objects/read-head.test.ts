import { expect, it, vi } from 'vitest'
import { readHead } from './read-head.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

/** A body that comes in the given pieces, and says whether the rest was given up. */
function bodyOf(...pieces: Uint8Array[]) {
  const onCancel = vi.fn()
  let next = 0
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const piece = pieces[next]
        next += 1
        if (piece) controller.enqueue(piece)
        else controller.close()
      },
      cancel: onCancel,
    },
    { highWaterMark: 0 },
  )
  return { response: new Response(body), onCancel, taken: () => next }
}

it('reads a short text whole', async () => {
  const { response } = bodyOf(bytes('grü'), bytes('ße'))
  expect(await readHead(response, 100)).toBe('grüße')
})

it('joins a character that came in two pieces', async () => {
  const euro = bytes('€')
  const { response } = bodyOf(euro.subarray(0, 1), euro.subarray(1))
  expect(await readHead(response, 100)).toBe('€')
})

it('stops at the limit and fetches nothing more', async () => {
  const { response, onCancel, taken } = bodyOf(bytes('12345'), bytes('67890'), bytes('never'))
  expect(await readHead(response, 8)).toBe('12345678')
  expect(onCancel).toHaveBeenCalledOnce()
  expect(taken()).toBe(2)
})

it('leaves a character out that the cut goes through', async () => {
  const { response } = bodyOf(bytes('ab€'))
  expect(await readHead(response, 4)).toBe('ab')
})

it('shows what is no UTF-8 as replacement characters', async () => {
  const { response } = bodyOf(Uint8Array.of(0x61, 0xff, 0x62))
  expect(await readHead(response, 100)).toBe('a\ufffdb')
})

it('fails when the store refuses', async () => {
  await expect(readHead(new Response('no', { status: 403 }), 100)).rejects.toThrow('403')
})
