import type { Command } from './commands/command.ts'

export function helpText(commands: readonly Command[]): string {
  const lines = commands.map(({ name, usage, summary }) => `  landfall ${name} ${usage}\n      ${summary}\n`)
  return `landfall: upload files to your own S3, and know that they arrived

${lines.join('')}  landfall help
      show this

Every command takes --url, --api-key and --json (one JSON object a line on stdout).

Where to, and as whom: flags, then LANDFALL_URL, LANDFALL_API_KEY and LANDFALL_BUCKET, then .landfall/local.json in this
folder or the nearest one above it, which \`npm start\` writes.

Exit codes: 0 all done, 1 something failed, 2 the call was wrong, 130 interrupted.
`
}
