import { execFile } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installPackage } from './support/install-package.ts'
import { API_KEY, startTestApi } from './support/test-api.ts'

/** What a stranger gets: the built package in a project of its own, with nothing of this workspace around it. */
const root = fileURLToPath(new URL('..', import.meta.url))
const run = promisify(execFile)
let project: string

beforeAll(async () => {
  project = await installPackage()
}, 60_000)
afterAll(() => rm(project, { recursive: true }))

describe('the package, outside this workspace', () => {
  it('uploads', async () => {
    await using api = await startTestApi()
    await writeFile(
      join(project, 'upload.js'),
      `import { createLandfallClient } from '@landfall/client'
      const landfall = createLandfallClient({ url: '${api.url}', apiKey: '${API_KEY}' })
      const { receipt } = await landfall.upload({ path: 'package.json' }, { bucket: '${api.services.place.bucketId}' })
      console.log(JSON.stringify(receipt))`,
    )
    const { stdout } = await run(process.execPath, ['upload.js'], { cwd: project })
    expect(JSON.parse(stdout)).toMatchObject({ size: 'matched', etag: 'matched', checksum: 'matched' })
  })

  it('has types that stand alone, with every procedure of the API', async () => {
    await writeFile(
      join(project, 'use.ts'),
      `import { createLandfallClient, LandfallError, type UploadResult } from '@landfall/client'
      const landfall = createLandfallClient({ url: 'http://localhost:4000', apiKey: 'sk' })
      const result: UploadResult = await landfall.upload(new Blob(['x']), { bucket: 'b' })
      export const guard: 'CONDITIONAL' | 'SEALED' | 'SERVER' | undefined = result.receipt?.guard
      const { results } = await landfall.trpc.uploads.list.query({ bucket: 'b' })
      export const id: string | undefined = results[0]?.upload_id
      export const isOurs = (error: unknown) => error instanceof LandfallError && error.code === 'QUOTA_EXCEEDED'
      // @ts-expect-error no such procedure
      landfall.trpc.uploads.nothing
      // @ts-expect-error a string is not a source
      landfall.upload('a path', { bucket: 'b' })
      // @ts-expect-error not a status of a result
      export const wrong = result.status === 'PENDING'`,
    )
    const compilerOptions = {
      strict: true,
      noEmit: true,
      module: 'NodeNext',
      target: 'ES2022',
      lib: ['ES2024', 'DOM', 'DOM.Iterable', 'ESNext.Disposable'],
      types: [],
      exactOptionalPropertyTypes: true,
    }
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts'] }))
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const checked = await run(process.execPath, [tsc, '-p', '.'], { cwd: project }).catch(error => error)
    expect(checked.stdout).toBe('')
  })
})
