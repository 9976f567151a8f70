import type { Duel } from './duel.ts'

export type Row = { name: string; unit: string; duel: Duel }

export const TABLE_HEAD = '| | Ours | Plain | Ratio |\n|---|---|---|---|'

const show = (rate: number) => (rate < 10 ? rate.toFixed(2) : String(Math.round(rate)))

/** Medians; the ratio with its smallest and largest round. */
export function rowText({ name, unit, duel: { ours, plain, ratio } }: Row): string {
  const spread = `**${ratio.median.toFixed(2)}** (${ratio.min.toFixed(2)} to ${ratio.max.toFixed(2)})`
  return `| ${name} | ${show(ours.median)} ${unit} | ${show(plain.median)} ${unit} | ${spread} |`
}
