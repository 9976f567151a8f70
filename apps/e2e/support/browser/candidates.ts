import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { chromium } from '@playwright/test'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const USUAL_PLACES = [
  '/usr/bin',
  '/usr/local/bin',
  '/snap/bin',
  '/opt/google/chrome',
  '/Applications/Chromium.app/Contents/MacOS',
  '/Applications/Google Chrome.app/Contents/MacOS',
]

/** Playwright's own, which the tests were written for, before any of the system. */
export function browserCandidates(): string[] {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...USUAL_PLACES]
  const names = [...NAMES, 'chrome', 'Chromium', 'Google Chrome']
  const ofSystem = folders.flatMap(folder => names.map(name => join(folder, name)))
  return [...new Set([chromium.executablePath(), ...ofSystem])].filter(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
