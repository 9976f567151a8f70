#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { ask } from './ask.ts'

// A command runs for a moment: without compiling all of it each time, it starts in a third of the time.
enableCompileCache()
const { runCli } = await import('./run-cli.ts')

const abort = new AbortController()
// The first Ctrl-C ends what is running in good order; a second one ends the process, as it would without us.
process.once('SIGINT', () => abort.abort())
process.once('SIGTERM', () => abort.abort())

// `landfall ls | head`: whoever read has gone. What runs ends in good order, and nobody needs to be told.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') process.stderr.write(`landfall: standard output: ${error.message}\n`)
  abort.abort()
})
process.stderr.on('error', () => abort.abort())

process.exitCode = await runCli({
  argv: process.argv.slice(2),
  env: process.env,
  cwd: process.cwd(),
  stdout: text => void process.stdout.write(text),
  stdoutBytes: chunk =>
    new Promise((done, fail) => process.stdout.write(chunk, error => (error ? fail(error) : done()))),
  stderr: text => void process.stderr.write(text),
  stdin: process.stdin,
  isTerminal: process.stderr.isTTY === true,
  columns: process.stderr.columns || 80,
  ask:
    process.stdin.isTTY && process.stderr.isTTY
      ? (question, isSecret) => ask({ question, isSecret }, abort.signal)
      : undefined,
  signal: abort.signal,
})
