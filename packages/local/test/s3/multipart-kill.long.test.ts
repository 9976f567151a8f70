import { expect, it } from 'vitest'
import { killWhileUploading } from './support/multipart-kill.ts'

it('forty kills while uploads are sent and completed break none of them', { timeout: 600_000 }, async () => {
  const found = await killWhileUploading(20)
  expect(found.cut).toBeGreaterThan(10)
  expect(found.objects).toBeGreaterThan(0)
})
