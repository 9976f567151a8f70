/**
 * Which browser the tests run in: Playwright's own where it is installed, else a Chromium or Chrome of the system, else
 * one that is installed now. Found means started once: a browser whose libraries are missing is none.
 */
import { browserCandidates } from './candidates.ts'
import { installers } from './installers.ts'
import { tryBrowser } from './launch.ts'

export async function findBrowser(): Promise<string> {
  const problems: string[] = []
  const found = await firstThatStarts(problems)
  if (found !== null) return found
  for (const { name, install } of installers()) {
    console.log(`No browser here starts, so this installs one: ${name}`)
    const problem = await install()
    if (problem !== null) problems.push(`${name}: ${problem}`)
    const installed = await firstThatStarts(problems)
    if (installed !== null) return installed
  }
  throw new Error(
    [
      'There is no browser to test in. Install Chromium or Google Chrome (Debian, Ubuntu: `apt-get install chromium`),',
      'or Playwright’s own: `pnpm --filter @landfall/e2e exec playwright install --with-deps chromium`. What was tried:',
      ...new Set(problems.map(problem => `- ${problem}`)),
    ].join('\n'),
  )
}

async function firstThatStarts(problems: string[]): Promise<string | null> {
  for (const path of browserCandidates()) {
    const problem = await tryBrowser(path)
    if (problem === null) return path
    problems.push(`${path}: ${problem}`)
  }
  return null
}
