import { createRuntime, loadEnv, type Runtime } from '@landfall/runtime'

/**
 * One runtime per process, made by the first request. It hangs on the process and not on this module, because Next
 * loads a module once per route, and because `main.ts`, which is not bundled, has to close it.
 */
const KEY = Symbol.for('landfall.web.runtime')

const shared = globalThis as { [KEY]?: Promise<Runtime> }

export function getRuntime(): Promise<Runtime> {
  shared[KEY] ??= createRuntime(loadEnv(), { name: 'landfall-web' }).catch(error => {
    delete shared[KEY]
    throw error
  })
  return shared[KEY]
}
