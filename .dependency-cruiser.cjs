/**
 * The doors of ARCHITECTURE.md: who may import whom, each with the reason. Run by `npm test`.
 */

/** A package or app that only the listed ones may import. */
const onlyFrom = (name, to, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^(apps|packages)/', pathNot: [to, ...allowed] },
  to: { path: to },
})

const never = (name, from, to, comment) => ({ name, comment, severity: 'error', from, to })

const TESTS = '/(test|testing)/|\\.test\\.ts$'

module.exports = {
  forbidden: [
    never(
      'no-circular',
      {},
      { circular: true, dependencyTypesNot: ['type-only'] },
      'Data goes one way; a cycle means that two files are one thing, or a third is missing.',
    ),
    never(
      'no-unresolvable',
      {},
      { couldNotResolve: true },
      'An import that resolves nowhere fails at run time.',
    ),
    never(
      'domain-is-pure',
      { path: '^packages/core/src/domain/', pathNot: TESTS },
      { pathNot: '^packages/core/src/domain/' },
      'The rules are plain functions over plain data: no zod, no Node, nothing to set up before they can be tested.',
    ),
    never(
      'ports-know-domain-only',
      { path: '^packages/core/src/ports/' },
      { pathNot: '^packages/core/src/(ports|domain)/' },
      'A port says what is needed, in the words of the domain; who provides it is not its business.',
    ),
    never(
      'wire-is-browser-safe',
      { path: '^packages/core/src/wire/', pathNot: TESTS },
      { pathNot: ['^packages/core/src/(wire|domain)/', 'node_modules/.*zod'] },
      'Schemas are shared with browsers and know nothing of how a request is served.',
    ),
    never(
      'services-know-ports',
      { path: '^packages/core/src/services/', pathNot: TESTS },
      { pathNot: ['^packages/core/src/(services|ports|domain)/', '^packages/core/src/wire/limits\\.ts$'] },
      'A service works the same behind tRPC, a task and a sweep: no transport, no schema, only the numbers of wire/limits.',
    ),
    never(
      'services-do-not-know-trpc',
      { path: '^packages/core/src/(services|wire|ports|domain)/' },
      { path: '^packages/core/src/trpc/|@trpc/' },
      'Procedures call services, never the other way round.',
    ),
    never(
      'core-is-alone',
      { path: '^packages/core/src/', pathNot: TESTS },
      {
        path: [
          '^(apps|packages)/(?!core/)',
          '@prisma/',
          '@aws-sdk/',
          'node_modules/pg/',
          '^(node:)?(fs|net|http|https|crypto|child_process|process)(/|$)',
        ],
      },
      'Core decides; adapters act. It must run on the fakes, and in any process.',
    ),
    onlyFrom(
      'prisma-in-db-alone',
      '@prisma/|packages/db/src/generated',
      ['^packages/db/'],
      'One package owns rows and statements; no Prisma type crosses a port.',
    ),
    onlyFrom(
      'aws-sdk-in-storage-alone',
      'node_modules/@aws-sdk/',
      ['^packages/storage/', '^packages/local/test/'],
      'One package speaks S3; the embedded store is tested with the real SDK.',
    ),
    never(
      'adapters-know-ports',
      { path: '^packages/(db|storage)/src/' },
      { path: '^packages/core/src/(services|trpc|wire)/|^(apps|packages)/(?!core/|db/|storage/)' },
      'An adapter implements a port and calls nothing above it.',
    ),
    never(
      'db-and-storage-apart',
      { path: '^packages/db/' },
      { path: '^packages/storage/' },
      'No network call happens inside a transaction, so the two never meet.',
    ),
    never(
      'storage-and-db-apart',
      { path: '^packages/storage/' },
      { path: '^packages/db/' },
      'No network call happens inside a transaction, so the two never meet.',
    ),
    onlyFrom(
      'adapters-built-in-runtime',
      '^packages/(db|storage)/src/',
      ['^packages/(db|storage|runtime)/', TESTS, '^apps/api/src/bootstrap'],
      'The composition root is the only place that constructs adapters.',
    ),
    onlyFrom(
      'local-is-not-imported',
      '^packages/local/src/',
      ['^packages/local/', TESTS, '^scripts/', '^apps/e2e/'],
      'The embedded default speaks Postgres and S3 like any other; nothing may depend on its inside.',
    ),
    never(
      'client-is-light',
      { path: '^packages/client/src/', pathNot: TESTS },
      {
        path: ['^(apps|packages)/(?!client/)', 'node_modules/.*zod'],
        pathNot: '^packages/core/src/wire/limits\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
      'Browsers load the client: of core it takes types, and the limits that need no zod.',
    ),
    never(
      'cli-talks-http',
      { path: '^packages/cli/src/', pathNot: TESTS },
      { path: '^(apps|packages)/(?!cli/|client/|core/src/wire)', dependencyTypesNot: ['type-only'] },
      'The CLI is a client of the API like any other.',
    ),
    never(
      'pages-talk-trpc',
      { path: '^apps/web/src/(features|lib|ui)/', pathNot: TESTS },
      {
        path: ['^packages/(?!client/|core/src/wire/)', '^apps/web/src/server/'],
        dependencyTypesNot: ['type-only'],
      },
      'What runs in the browser knows the API by its types, the schemas and the client; the server side stays there.',
    ),
    never(
      'ui-knows-no-feature',
      { path: '^apps/web/src/(ui|lib)/' },
      { path: '^apps/web/src/(features|app)/' },
      'Parts that every feature uses cannot lean on one of them.',
    ),
    never(
      'packages-do-not-know-apps',
      { path: '^packages/', pathNot: TESTS },
      { path: '^apps/' },
      'Apps compose packages.',
    ),
    never(
      'apps-apart',
      { path: '^apps/([^/]+)/' },
      { path: '^apps/', pathNot: ['^apps/$1/', '^apps/worker/src/index\\.ts$'] },
      'Apps talk over the network. The one exception: api may start the worker in its own process, by its entry.',
    ),
    never(
      'tests-stay-out',
      { path: '^(apps|packages)/[^/]+/src/', pathNot: TESTS },
      { path: '/test/|\\.test\\.ts$|^packages/core/src/testing/' },
      'What ships does not import what tests it.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/(dist|generated|\\.next[^/]*)/|next-env\\.d\\.ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
}
