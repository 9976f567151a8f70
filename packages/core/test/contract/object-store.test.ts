import {
  createFakeObjectStore,
  createTestClock,
  type ObjectStoreHarness,
  objectStoreContract,
  type StoreBehavior,
} from '@landfall/core/testing'

function makeHarness(behavior: Partial<StoreBehavior> = {}): ObjectStoreHarness {
  const clock = createTestClock()
  const store = createFakeObjectStore({ clock, behavior })
  return {
    store,
    put: store.put,
    get: store.get,
    elapse: async seconds => clock.advance(seconds),
    close: async () => undefined,
  }
}

objectStoreContract('the fake store', async () => makeHarness())
objectStoreContract('the fake store with versions', async () => makeHarness({ versioned: true }), {
  versioned: true,
})
objectStoreContract('the fake store without conditional deletes', async () =>
  makeHarness({ conditionalDelete: false }),
)
