#!/usr/bin/env node
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
  signal: abort.signal,
})
