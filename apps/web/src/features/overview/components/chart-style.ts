/** Of every chart: hairlines and quiet words, in the theme's own colours. */
export const AXIS = {
  tickLine: false,
  axisLine: false,
  tick: { fill: 'var(--faint)', fontSize: 11 },
} as const

export const GRID = { vertical: false, stroke: 'var(--line)' } as const

export const HOVER = { fill: 'var(--sunken)', opacity: 0.7 } as const
