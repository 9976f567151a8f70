import type { Duel } from './duel.ts'

export type Row = { name: string; unit: string; duel: Duel }

const show = (rate: number) => (rate < 10 ? rate.toFixed(2) : String(Math.round(rate)))

/** Medians; the ratio with its smallest and largest round. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(({ name, unit, duel: { ours, plain, ratio } }) => {
    const spread = `**${ratio.median.toFixed(2)}** (${ratio.min.toFixed(2)} to ${ratio.max.toFixed(2)})`
    return `| ${name} | ${show(ours.median)} ${unit} | ${show(plain.median)} ${unit} | ${spread} |`
  })
  return ['| | Ours | Plain | Ratio |', '|---|---|---|---|', ...lines].join('\n')
}
