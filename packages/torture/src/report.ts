import type { TortureResult } from './run-torture.ts'

const MAX_SHOWN = 40

export function reportOf({ violations, figures, answers, dir }: TortureResult, command: string): string {
  const table = (rows: [string, number][]) =>
    rows.map(([name, count]) => `${String(count).padStart(12)}  ${name}`).join('\n')
  const shown = violations.slice(0, MAX_SHOWN).map(violation => `  ${violation}`)
  const verdict =
    violations.length === 0
      ? 'Every byte is accounted for.'
      : [`${violations.length} violations:`, ...shown, `Logs and data: ${dir}`, `Again: ${command}`].join(
          '\n',
        )
  return `\nFigures\n${table(figures)}\n\nAnswers, as clients got them\n${table(answers)}\n\n${verdict}`
}
