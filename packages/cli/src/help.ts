import type { Command } from './commands/command.ts'

const COMMON: NonNullable<Command['options']> = [
  ['--url, --api-key, --profile', 'where to, and as whom'],
  ['--json', 'for machines: one JSON document, or one object a line'],
]

export function helpText(commands: readonly Command[]): string {
  return `landfall: upload files to your own S3, and know that they arrived

${groupHelp(commands)}  landfall help [COMMAND]
      this, or what one command takes, with examples

Where to, and as whom: --url and --api-key, then LANDFALL_URL, LANDFALL_API_KEY and LANDFALL_BUCKET, then what
\`landfall login\` kept (--profile or LANDFALL_PROFILE name another one), then .landfall/local.json in this folder or the
nearest one above it, which \`npm start\` writes.

Exit codes: 0 all done, 1 failed, 2 the call was wrong, 3 some of many failed, 130 interrupted.
`
}

export const groupHelp = (commands: readonly Command[]) =>
  commands.map(({ name, usage, summary }) => `  landfall ${name} ${usage}\n      ${summary}\n`).join('')

export function commandHelp({ name, usage, summary, options = [], examples = [] }: Command): string {
  const flags = [...options, ...COMMON]
  const width = Math.max(...flags.map(([flag]) => flag.length))
  const listed = flags.map(([flag, text]) => `  ${flag.padEnd(width)}  ${text}\n`).join('')
  const shown = examples.map(example => `  ${example}\n`).join('')
  return `landfall ${name} ${usage}

${summary}

${listed}${shown === '' ? '' : `\nExamples:\n${shown}`}`
}
