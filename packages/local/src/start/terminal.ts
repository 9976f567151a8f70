import { styleText } from 'node:util'

export type Output = { write(text: string): unknown }

export interface Terminal {
  /** A line of its own; kept back while a step's line is still open. */
  say(line: string): void
  /** Writes `label ... ready (0.4 s)`; the step may choose another word than `ready`. */
  step<TResult>(label: string, run: (word: (text: string) => void) => Promise<TResult>): Promise<TResult>
}

type Style = Parameters<typeof styleText>[0]

/** Colours only for a person: on a terminal, and not where NO_COLOR asks for none. */
export function paint(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout })
}

export function createTerminal(out: Output): Terminal {
  let isOpen = false
  const kept: string[] = []
  const say = (line: string) => {
    if (isOpen) kept.push(line)
    else out.write(`${line}\n`)
  }
  const close = (word: string, startedAt: number) => {
    out.write(`${word} (${((Date.now() - startedAt) / 1000).toFixed(1)} s)\n`)
    isOpen = false
    for (const line of kept.splice(0)) say(line)
  }
  return {
    say,
    async step(label, run) {
      const startedAt = Date.now()
      let word = 'ready'
      out.write(`${label} ... `)
      isOpen = true
      try {
        const result = await run(text => {
          word = text
        })
        close(paint('green', word), startedAt)
        return result
      } catch (error) {
        close(paint('red', 'failed'), startedAt)
        throw error
      }
    },
  }
}
