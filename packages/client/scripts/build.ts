import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * Makes `dist` for people outside this workspace: ESM and declarations by tsc, together with the little of core that is
 * needed. Core is not published, so the router's type (which tsc writes out in full) and the limits are copied beside the
 * client's own files and every import of them is pointed there. The folder for it may be given: `node build.ts FOLDER`.
 */
const root = fileURLToPath(new URL('..', import.meta.url))
const dist = process.argv[2] ?? join(root, 'dist')
const emitted = join(dist, '.emitted')

const CORE_FILES = {
  '@landfall/core/trpc': 'core/trpc/root.js',
  '@landfall/core/wire/limits': 'core/wire/limits.js',
}

rmSync(dist, { recursive: true, force: true })
const tsc = fileURLToPath(import.meta.resolve('typescript/package.json')).replace('package.json', 'bin/tsc')
execFileSync(process.execPath, [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', emitted], {
  stdio: 'inherit',
})
cpSync(join(emitted, 'client/src'), dist, { recursive: true })
copyCore(['trpc/root.d.ts', 'wire/limits.d.ts', 'wire/limits.js'])
rmSync(emitted, { recursive: true })
for (const file of globSync('**/*.{js,ts}', { cwd: dist })) pointImports(file)
for (const file of globSync('**/*.{js,ts}', { cwd: dist })) refuseDangling(file)

/** The server's context is nobody's business outside, and would pull in every port. */
function withoutContext(declaration: string): string {
  return declaration.replaceAll('import("./context.ts").RequestContext', 'object')
}

/** Copies these files and, with each, what it still imports. */
function copyCore(files: string[]): void {
  for (const file of files) {
    const target = join(dist, 'core', file)
    if (existsSync(target)) continue
    mkdirSync(dirname(target), { recursive: true })
    const text = withoutContext(readFileSync(join(emitted, 'core/src', file), 'utf8'))
    writeFileSync(target, text)
    const imported = [...text.matchAll(/(?:from |import\()["'](\.[^"']+)\.ts["']/g)]
    copyCore(imported.map(([, path = '']) => join(dirname(file), `${path}.d.ts`)))
  }
}

function pointImports(file: string): void {
  const path = join(dist, file)
  let text = readFileSync(path, 'utf8')
  for (const [specifier, target] of Object.entries(CORE_FILES)) {
    const relativePath = relative(dirname(file), target)
    text = text.replaceAll(specifier, relativePath.startsWith('.') ? relativePath : `./${relativePath}`)
  }
  writeFileSync(path, text.replaceAll(/((?:from |import\(|new URL\()["']\.[^"']+)\.tsx?(["'])/g, '$1.js$2'))
}

/** What a stranger could not resolve must not leave this workspace. */
function refuseDangling(file: string): void {
  const text = readFileSync(join(dist, file), 'utf8')
  for (const [, specifier = ''] of text.matchAll(/(?:from |import\(|new URL\()["']([^"']+)["']/g)) {
    const target = join(dist, dirname(file), specifier)
    const isThere = existsSync(target) || existsSync(target.replace(/\.js$/, '.d.ts'))
    // The one that is there under this name is itself.
    const isOwn = specifier.startsWith('@landfall/') && specifier !== '@landfall/client'
    if (isOwn || (specifier.startsWith('.') && !isThere)) {
      throw new Error(`dist/${file} imports ${specifier}, which is not in dist`)
    }
  }
}
