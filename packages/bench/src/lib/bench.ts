import type { Row } from './table.ts'

export type BenchOptions = {
  rounds: number
  /** Whether a load of this name is to be measured. */
  isWanted(name: string): boolean
}

/** Gives each row when it is measured: whoever waits for minutes sees it come. */
export type Bench = (options: BenchOptions) => AsyncGenerator<Row>
