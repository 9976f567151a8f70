import { compareStore, renewMark } from '@landfall/core/services'
import { createTestServices, type TestServices } from '@landfall/core/testing'

/** An installation that has its mark in the store, and an operator who asks. */
export async function startMarked(
  options: Parameters<typeof createTestServices>[0] = {},
): Promise<TestServices> {
  const test = await createTestServices(options)
  test.actor.isOperator = true
  await renewMark(test.deps)
  return test
}

export async function scan(test: TestServices) {
  const figures = await compareStore(test.deps)
  const { reports } = await test.caller.admin.listOrphanReports()
  return { figures, report_id: reports[0]?.report_id ?? 0 }
}
