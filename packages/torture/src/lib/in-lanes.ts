/** Runs through the items, so many at a time. */
export async function inLanes<TItem>(
  items: Iterable<TItem>,
  lanes: number,
  each: (item: TItem) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]()
  const lane = async () => {
    for (let next = queue.next(); !next.done; next = queue.next()) await each(next.value)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
