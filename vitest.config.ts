import { defineConfig } from 'vitest/config'

/** One run for the whole workspace: one Postgres for all test files, each with a database of its own. */
export default defineConfig({
  test: {
    projects: ['packages/*', 'apps/*'].map(root => ({
      test: {
        root,
        include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
        exclude: ['**/*.long.test.ts', '**/node_modules/**'],
      },
    })),
  },
})
