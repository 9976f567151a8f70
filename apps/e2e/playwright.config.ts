import { defineConfig } from '@playwright/test'

/** `LANDFALL_E2E_REPORT`: where `npm test` reads its counts. */
const report = process.env.LANDFALL_E2E_REPORT

export default defineConfig({
  testDir: 'specs',
  // What takes longer, `npm run test:long` runs.
  testIgnore: process.env.LANDFALL_LONG === '1' ? [] : '**/*.long.spec.ts',
  outputDir: '.cache/results',
  globalSetup: './support/global-setup.ts',
  // One product for the whole run; tests stay apart by organizations of their own.
  fullyParallel: true,
  // Pages wait for polls and answers more than they compute.
  workers: 3,
  // A test that passes on its second try is a test that fails.
  retries: 0,
  forbidOnly: true,
  // Long, so that only what never comes fails on a machine that is busy: who waits for what is there waits no longer.
  timeout: 90_000,
  expect: { timeout: 25_000 },
  reporter: [['list'], ...(report ? [['json', { outputFile: report }] as const] : [])],
  use: {
    actionTimeout: 30_000,
    // What was on the page at a failure is told anyway; traces cost too much of two cores (--trace=on to get one).
    screenshot: 'only-on-failure',
    locale: 'en-GB',
    timezoneId: 'UTC',
  },
})
