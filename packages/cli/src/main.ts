#!/usr/bin/env node
import { createInterface } from 'node:readline/promises'
import { runCli } from './run-cli.ts'

const abort = new AbortController()
// The first Ctrl-C cancels what is running; a second one ends the process, as it would without us.
process.once('SIGINT', () => abort.abort())

process.exitCode = await runCli({
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  stdout: text => void process.stdout.write(text),
  stderr: text => void process.stderr.write(text),
  isTerminal: process.stderr.isTTY === true,
  ask: process.stdin.isTTY && process.stderr.isTTY ? ask : undefined,
  signal: abort.signal,
})

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return await terminal.question(question, { signal: abort.signal })
  } catch {
    // Ctrl-C is a no.
    return ''
  } finally {
    terminal.close()
  }
}
