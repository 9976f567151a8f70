/**
 * The doors of ARCHITECTURE.md: who may import whom, each with the reason. Run by `npm test`.
 */

/** A package or app that only the listed ones may import. */
const onlyFrom = ({ name, to, allowed, comment }) => ({
  name,
  comment,
  severity: 'error',
  from: { path: '^(apps|packages)/', pathNot: [to, ...allowed] },
  to: { path: to },
})

const never = rule => ({ severity: 'error', ...rule })

const TESTS = '/(test|testing)/|\\.test\\.ts$'

module.exports = {
  forbidden: [
    never({
      name: 'no-circular',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
      comment: 'Data goes one way; a cycle means that two files are one thing, or a third is missing.',
    }),
    never({
      name: 'no-unresolvable',
      from: {},
      to: { couldNotResolve: true },
      comment: 'An import that resolves nowhere fails at run time.',
    }),
    never({
      name: 'domain-is-pure',
      from: { path: '^packages/core/src/domain/', pathNot: TESTS },
      to: { pathNot: '^packages/core/src/domain/' },
      comment:
        'The rules are plain functions over plain data: no zod, no Node, nothing to set up before they can be tested.',
    }),
    never({
      name: 'ports-know-domain-only',
      from: { path: '^packages/core/src/ports/' },
      to: { pathNot: '^packages/core/src/(ports|domain)/' },
      comment: 'A port says what is needed, in the words of the domain; who provides it is not its business.',
    }),
    never({
      name: 'wire-is-browser-safe',
      from: { path: '^packages/core/src/wire/', pathNot: TESTS },
      to: { pathNot: ['^packages/core/src/(wire|domain)/', 'node_modules/.*zod'] },
      comment: 'Schemas are shared with browsers and know nothing of how a request is served.',
    }),
    never({
      name: 'services-know-ports',
      from: { path: '^packages/core/src/services/', pathNot: TESTS },
      to: {
        pathNot: ['^packages/core/src/(services|ports|domain)/', '^packages/core/src/wire/limits\\.ts$'],
      },
      comment:
        'A service works the same behind tRPC, a task and a sweep: no transport, no schema, only the numbers of wire/limits.',
    }),
    never({
      name: 'services-do-not-know-trpc',
      from: { path: '^packages/core/src/(services|wire|ports|domain)/' },
      to: { path: '^packages/core/src/trpc/|@trpc/' },
      comment: 'Procedures call services, never the other way round.',
    }),
    never({
      name: 'core-is-alone',
      from: { path: '^packages/core/src/', pathNot: TESTS },
      to: {
        path: [
          '^(apps|packages)/(?!core/)',
          '@prisma/',
          '@aws-sdk/',
          'node_modules/pg/',
          '^(node:)?(fs|net|http|https|crypto|child_process|process)(/|$)',
        ],
      },
      comment: 'Core decides; adapters act. It must run on the fakes, and in any process.',
    }),
    onlyFrom({
      name: 'prisma-in-db-alone',
      to: '@prisma/|packages/db/src/generated',
      allowed: ['^packages/db/'],
      comment: 'One package owns rows and statements; no Prisma type crosses a port.',
    }),
    onlyFrom({
      name: 'aws-sdk-in-storage-alone',
      to: 'node_modules/@aws-sdk/',
      allowed: ['^packages/storage/', '^packages/local/test/', '^packages/torture/src/load/stranger\\.ts$'],
      comment:
        'One package speaks S3; the embedded store is tested with the real SDK, and who writes past the product has one too.',
    }),
    never({
      name: 'adapters-know-ports',
      from: { path: '^packages/(db|storage)/src/' },
      to: { path: '^packages/core/src/(services|trpc|wire)/|^(apps|packages)/(?!core/|db/|storage/)' },
      comment: 'An adapter implements a port and calls nothing above it.',
    }),
    never({
      name: 'db-and-storage-apart',
      from: { path: '^packages/db/' },
      to: { path: '^packages/storage/' },
      comment: 'No network call happens inside a transaction, so the two never meet.',
    }),
    never({
      name: 'storage-and-db-apart',
      from: { path: '^packages/storage/' },
      to: { path: '^packages/db/' },
      comment: 'No network call happens inside a transaction, so the two never meet.',
    }),
    onlyFrom({
      name: 'adapters-built-in-runtime',
      to: '^packages/(db|storage)/src/',
      allowed: [
        '^packages/(db|storage|runtime)/',
        '^packages/(bench|torture)/',
        TESTS,
        '^apps/api/src/bootstrap',
      ],
      comment:
        'The composition root is the only place that constructs adapters; benchmarks measure one without the rest, and the crash proof looks behind it.',
    }),
    onlyFrom({
      name: 'local-is-not-imported',
      to: '^packages/local/src/',
      allowed: ['^packages/(local|torture)/', TESTS, '^scripts/'],
      comment:
        'The embedded default speaks Postgres and S3 like any other; nothing may depend on its inside. The crash proof starts and kills it.',
    }),
    never({
      name: 'client-is-light',
      from: { path: '^packages/client/src/', pathNot: TESTS },
      to: {
        path: ['^(apps|packages)/(?!client/)', 'node_modules/.*zod'],
        pathNot: '^packages/core/src/wire/limits\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
      comment: 'Browsers load the client: of core it takes types, and the limits that need no zod.',
    }),
    never({
      name: 'client-without-react',
      from: { path: '^packages/client/src/', pathNot: ['^packages/client/src/react(/|[.]ts)', TESTS] },
      to: { path: ['^packages/client/src/react(/|[.]ts)', 'node_modules/react(-dom)?/'] },
      comment: 'Only the React entry knows React; uploads and the queue work without any framework.',
    }),
    never({
      name: 'react-only-of-react',
      from: { path: '^packages/client/src/react(/|[.]ts)' },
      to: { path: 'node_modules/react-dom/' },
      comment: 'Hooks and parts are for every version and renderer of React that the app brings.',
    }),
    never({
      name: 'cli-talks-http',
      from: { path: '^packages/cli/src/', pathNot: TESTS },
      to: { path: '^(apps|packages)/(?!cli/|client/|core/src/wire)', dependencyTypesNot: ['type-only'] },
      comment: 'The CLI is a client of the API like any other.',
    }),
    never({
      name: 'pages-talk-trpc',
      from: { path: '^apps/web/src/(features|lib|ui)/', pathNot: TESTS },
      to: {
        path: ['^packages/(?!client/|core/src/wire/)', '^apps/web/src/server/'],
        dependencyTypesNot: ['type-only'],
      },
      comment:
        'What runs in the browser knows the API by its types, the schemas and the client; the server side stays there.',
    }),
    never({
      name: 'ui-knows-no-feature',
      from: { path: '^apps/web/src/(ui|lib)/' },
      to: { path: '^apps/web/src/(features|app)/' },
      comment: 'Parts that every feature uses cannot lean on one of them.',
    }),
    never({
      name: 'packages-do-not-know-apps',
      from: { path: '^packages/', pathNot: TESTS },
      to: { path: '^apps/' },
      comment: 'Apps compose packages.',
    }),
    never({
      name: 'apps-apart',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: ['^apps/$1/', '^apps/worker/src/index\\.ts$'] },
      comment:
        'Apps talk over the network. The one exception: api may start the worker in its own process, by its entry.',
    }),
    never({
      name: 'e2e-imports-nothing',
      from: { path: '^apps/e2e/' },
      to: { path: ['^(apps|packages|scripts)/', '@landfall/'], pathNot: '^apps/e2e/' },
      comment: 'The end-to-end tests know what a customer knows: the command, the API, the pages.',
    }),
    never({
      name: 'examples-know-what-is-published',
      from: { path: '^examples/([^/]+)/' },
      to: {
        path: '^(apps|packages|examples|scripts)/',
        pathNot: ['^examples/$1/', '^packages/client/src/[^/]+$'],
      },
      comment: 'People copy them: of Landfall they import the client, by its entries, and nothing else.',
    }),
    never({
      name: 'tests-stay-out',
      from: { path: '^(apps|packages)/[^/]+/src/', pathNot: TESTS },
      to: { path: '/test/|\\.test\\.ts$|^packages/core/src/testing/' },
      comment: 'What ships does not import what tests it.',
    }),
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
