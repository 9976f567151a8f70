import { readdirSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

// biome-ignore lint/style/noProcessEnv: the one switch of a test run, set by `npm run test:long`.
const isLong = process.env.LANDFALL_LONG === '1'

const EXCLUDED = ['**/node_modules/**', ...(isLong ? [] : ['**/*.long.test.ts'])]

/** Node 24 runs the sources as they are; so do the tests, one run for the whole workspace. */
const roots = ['packages', 'apps'].flatMap(group =>
  readdirSync(new URL(group, import.meta.url), { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => `${group}/${entry.name}`),
)
/**
 * Files of a project share a process and the modules it has read, which halves the time. Not where a test is about processes:
 * what those leave behind (signals, environment, open handles) is theirs alone.
 */
const ISOLATED = new Set(['local', 'scripts'])
/** Inside of an isolated package, the tests of the embedded store talk to it over HTTP and share like the rest. */
const STORE = 'test/s3/**/*.test.ts'
const nodeProject = (name: string, root: string, files: { include: string[]; exclude?: string[] }) => ({
  extends: true as const,
  test: { name, root, isolate: ISOLATED.has(name), ...files },
})
const projects = [
  ...[...roots, 'scripts'].map(root =>
    nodeProject(basename(root), root, {
      include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
      ...(root === 'packages/local' ? { exclude: [...EXCLUDED, STORE] } : {}),
    }),
  ),
  nodeProject('local-s3', 'packages/local', { include: [STORE] }),
]

/** The client's hooks and parts, with a DOM, against each React that they are for. */
const clientRoot = fileURLToPath(new URL('packages/client', import.meta.url))
const reactProject = (version: string, alias: { find: RegExp; replacement: string }[]) => ({
  extends: true as const,
  resolve: { alias },
  test: {
    name: `client-react-${version}`,
    root: clientRoot,
    isolate: false,
    include: ['test/react/*.test.tsx'],
    env: { REACT_VERSION: version },
    setupFiles: [`${clientRoot}/test/react/support/dom.ts`],
  },
})
const reactProjects = [
  reactProject('19', []),
  reactProject('18', [
    { find: /^(react|react-dom)(\/|$)/, replacement: `${clientRoot}/test/react-18/node_modules/$1$2` },
  ]),
]

export default defineConfig({
  test: {
    projects: [...projects, ...reactProjects],
    exclude: EXCLUDED,
    // One Postgres for all files, each with a database of its own on it.
    globalSetup: [new URL('packages/local/src/testing/postgres-for-tests.ts', import.meta.url).pathname],
    pool: 'forks',
    // Files wait for Postgres, S3 and child processes more than they compute.
    maxWorkers: Math.min(4, availableParallelism() + 2),
    testTimeout: isLong ? 300_000 : 20_000,
    hookTimeout: 60_000,
  },
})
