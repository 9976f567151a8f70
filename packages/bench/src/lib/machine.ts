import { availableParallelism, cpus, totalmem } from 'node:os'

export function describeMachine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor'
  const memoryGiB = Math.round(totalmem() / 1024 ** 3)
  return `${availableParallelism()} cores of ${model}, ${memoryGiB} GiB, Node ${process.versions.node}`
}
