import { execFile } from 'node:child_process'
import { mkdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { installPackage } from './support/install-package.ts'
import { APP, RENDER } from './support/react-sources.ts'
import { API_KEY, startTestApi } from './support/test-api.ts'

/** What a stranger gets: the built package in a project of its own, with nothing of this workspace around it. */
const root = fileURLToPath(new URL('..', import.meta.url))
const run = promisify(execFile)
let project: string

beforeAll(async () => {
  project = await installPackage()
}, 180_000)
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
    expect(await typeErrorsIn('use.ts')).toBe('')
  }, 90_000)
})

describe('with React, outside this workspace', () => {
  beforeAll(async () => {
    await mkdir(join(project, 'node_modules/@types'))
    await writeFile(join(project, 'app.tsx'), APP)
    await writeFile(join(project, 'render.js'), RENDER)
  })

  it.each([
    ['18', join(root, 'test/react-18')],
    ['19', root],
  ])(
    'it is rendered where there is no page, and has types: %s',
    async (version, from) => {
      await installReact(from)
      const { stdout } = await run(process.execPath, ['render.js'], { cwd: project })
      expect(stdout).toMatch(new RegExp(`^${version}\\..*<div role="button".*idle.*role="progressbar"`))
      expect(await typeErrorsIn('app.tsx')).toBe('')
    },
    90_000,
  )

  it('says first that it is for the page', async () => {
    const text = await readFile(join(project, 'node_modules/@landfall/client/dist/react.js'), 'utf8')
    expect(text.startsWith("'use client'")).toBe(true)
  })
})

async function installReact(from: string): Promise<void> {
  for (const name of ['react', 'react-dom', '@types/react']) {
    const place = join(project, 'node_modules', name)
    await rm(place, { force: true })
    await symlink(await realpath(join(from, 'node_modules', name)), place)
  }
}

async function typeErrorsIn(file: string): Promise<string> {
  const compilerOptions = {
    strict: true,
    noEmit: true,
    module: 'NodeNext',
    jsx: 'react-jsx',
    target: 'ES2022',
    lib: ['ES2024', 'DOM', 'DOM.Iterable', 'ESNext.Disposable'],
    types: [],
    exactOptionalPropertyTypes: true,
  }
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }))
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const checked = await run(process.execPath, [tsc, '-p', '.'], { cwd: project }).catch(error => error)
  return checked.stdout
}
