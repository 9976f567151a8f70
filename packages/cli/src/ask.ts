import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'

/** A question on stderr, since stdout is for results. A secret is read by the terminal without showing it. */
export async function ask(
  { question, isSecret = false }: { question: string; isSecret?: boolean | undefined },
  signal: AbortSignal,
): Promise<string> {
  // Drawn by readline where it draws the answer too: it clears the line first.
  if (isSecret) process.stderr.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({
    input: process.stdin,
    output: isSecret ? silent : process.stderr,
    terminal: true,
  })
  // In raw mode Ctrl-C is a character like any other, and would not become a signal.
  lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'))
  try {
    return await lines.question(isSecret ? '' : question, { signal })
  } finally {
    lines.close()
    if (isSecret) process.stderr.write('\n')
  }
}
