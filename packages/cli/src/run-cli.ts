import type { Command } from './commands/command.ts'
import { createKey } from './commands/create-key.ts'
import { createOrganization } from './commands/create-organization.ts'
import { deleteOrphans, listOrphans, scanOrphans } from './commands/orphans.ts'
import { rotateTokens } from './commands/rotate-tokens.ts'
import { upload } from './commands/upload.ts'
import { verifyQuotas } from './commands/verify-quotas.ts'
import { type Context, EXIT, type ExitCode, UsageError } from './context.ts'
import { helpText } from './help.ts'

const COMMANDS: readonly Command[] = [
  upload,
  createOrganization,
  createKey,
  rotateTokens,
  verifyQuotas,
  listOrphans,
  scanOrphans,
  deleteOrphans,
]

const HELP = new Set(['help', '--help', '-h'])

/** Finds the command that the arguments begin with, and runs it. Never throws for what a caller can get wrong. */
export async function runCli(context: Context): Promise<ExitCode> {
  const { argv } = context
  if (argv.length === 0 || HELP.has(argv[0] ?? '') || argv.some(word => word === '--help')) {
    context.stdout(helpText(COMMANDS))
    return argv.length === 0 ? EXIT.usage : EXIT.ok
  }
  try {
    const command = COMMANDS.find(({ name }) => startsWith(argv, name.split(' ')))
    if (!command) throw new UsageError(`there is no command "${argv.slice(0, 3).join(' ')}"`)
    return await command.run(context, argv.slice(command.name.split(' ').length))
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    const message = `${error.message}. See \`landfall help\`.`
    if (argv.includes('--json'))
      context.stdout(`${JSON.stringify({ ok: false, error: { code: 'USAGE', message } })}\n`)
    else context.stderr(`landfall: ${message}\n`)
    return EXIT.usage
  }
}

const startsWith = (words: readonly string[], name: readonly string[]) =>
  name.every((word, index) => words[index] === word)
