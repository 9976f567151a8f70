import { defineConfig } from '@playwright/test'
import base from './playwright.config.ts'

/** `npm run screenshots`: every page, for people to look at. Nothing is compared. */
export default defineConfig({
  ...base,
  testDir: 'shots',
  testMatch: '*.shots.ts',
  timeout: 600_000,
})
