import { cancelUploads } from './commands/cancel-uploads.ts'
import type { Command } from './commands/command.ts'
import { confirm } from './commands/confirm.ts'
import { createKey } from './commands/create-key.ts'
import { createOrganization } from './commands/create-organization.ts'
import { createOwnKey } from './commands/create-own-key.ts'
import { doctor } from './commands/doctor.ts'
import { get } from './commands/get.ts'
import { listKeys } from './commands/list-keys.ts'
import { listQuotas } from './commands/list-quotas.ts'
import { listUploads } from './commands/list-uploads.ts'
import { login } from './commands/login.ts'
import { logout } from './commands/logout.ts'
import { ls } from './commands/ls.ts'
import { deleteOrphans, listOrphans, scanOrphans } from './commands/orphans.ts'
import { resumeUploads } from './commands/resume-uploads.ts'
import { revokeKeys } from './commands/revoke-keys.ts'
import { rm } from './commands/rm.ts'
import { rotateTokens } from './commands/rotate-tokens.ts'
import { setQuota } from './commands/set-quota.ts'
import { showQuota } from './commands/show-quota.ts'
import { showUpload } from './commands/show-upload.ts'
import { upload } from './commands/upload.ts'
import { verifyQuotas } from './commands/verify-quotas.ts'
import { type Context, EXIT, type ExitCode, UsageError } from './context.ts'
import { commandHelp, groupHelp, helpText } from './help.ts'
import { tellError, tellJson } from './with-api.ts'

/** The table of contents. */
const COMMANDS: readonly Command[] = [
  login,
  logout,
  upload,
  ls,
  get,
  rm,
  listUploads,
  showUpload,
  resumeUploads,
  cancelUploads,
  confirm,
  listQuotas,
  showQuota,
  setQuota,
  listKeys,
  createOwnKey,
  revokeKeys,
  doctor,
  createOrganization,
  createKey,
  verifyQuotas,
  rotateTokens,
  listOrphans,
  scanOrphans,
  deleteOrphans,
]

/** What a group's name alone means. */
const LISTS: ReadonlySet<string> = new Set(['uploads', 'quota', 'keys'])

/** Finds the command that the arguments begin with, and runs it. Never throws. */
export async function runCli(context: Context): Promise<ExitCode> {
  const isJson = context.argv.includes('--json')
  try {
    return helpFor(context) ?? (await runCommand(context))
  } catch (error) {
    if (!(error instanceof UsageError)) return tellError(context, { json: isJson }, error)
    const message = `${error.message}. See \`landfall ${helpWords(context.argv)}\`.`
    if (isJson) tellJson(context, { ok: false, error: { code: 'USAGE', message } })
    else context.stderr(`landfall: ${message}\n`)
    return EXIT.usage
  }
}

async function runCommand(context: Context): Promise<ExitCode> {
  const { argv } = context
  const words =
    LISTS.has(argv[0] ?? '') && (argv[1] ?? '-').startsWith('-')
      ? [argv[0] ?? '', 'list', ...argv.slice(1)]
      : argv
  const command = findCommand(words)
  if (!command) throw new UsageError(`there is no command "${argv.slice(0, 3).join(' ')}"`)
  return command.run(context, words.slice(command.name.split(' ').length))
}

const findCommand = (words: readonly string[]) =>
  COMMANDS.find(({ name }) => name.split(' ').every((word, index) => words[index] === word))

const IS_HELP = new Set(['--help', '-h'])

/** `help`, `help COMMAND`, `COMMAND --help`; and nothing at all, which is a wrong call that deserves an answer. */
function helpFor({ argv, stdout }: Context): ExitCode | null {
  const asksHelp = argv[0] === 'help' || argv.some(word => IS_HELP.has(word))
  if (argv.length > 0 && !asksHelp) return null
  const words = argv.filter(word => word !== 'help' && !word.startsWith('-'))
  stdout(textFor(words))
  return argv.length === 0 ? EXIT.usage : EXIT.ok
}

function textFor(words: readonly string[]): string {
  if (words.length === 0) return helpText(COMMANDS)
  const command = findCommand(words)
  if (command) return commandHelp(command)
  const group = COMMANDS.filter(({ name }) => name.startsWith(`${words[0]} `))
  if (group.length === 0) throw new UsageError(`there is no command "${words.join(' ')}"`)
  return groupHelp(group)
}

/** Where to read on after a wrong call. */
function helpWords(argv: readonly string[]): string {
  const command = findCommand(argv)
  return command ? `help ${command.name}` : 'help'
}
