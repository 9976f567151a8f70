import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, realpath, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const root = fileURLToPath(new URL('../..', import.meta.url))
const run = promisify(execFile)

/** A new project outside this workspace with the package in it, built as strangers get it; its folder. */
export async function installPackage(): Promise<string> {
  const project = await mkdtemp(join(tmpdir(), 'landfall-stranger-'))
  const installed = join(project, 'node_modules/@landfall/client')
  await mkdir(join(project, 'node_modules/@trpc'), { recursive: true })
  await run(process.execPath, [join(root, 'scripts/build.ts'), join(installed, 'dist')])
  const { publishConfig, ...manifest } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  await writeFile(join(installed, 'package.json'), JSON.stringify({ ...manifest, ...publishConfig }))
  await cp(join(root, 'README.md'), join(installed, 'README.md'))
  for (const name of ['@trpc/client', '@trpc/server', 'hash-wasm']) {
    await symlink(await realpath(join(root, 'node_modules', name)), join(project, 'node_modules', name))
  }
  await writeFile(join(project, 'package.json'), JSON.stringify({ type: 'module' }))
  return project
}
