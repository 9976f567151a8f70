/** Types of what the test run provides; import it for its types where a test calls `inject('postgresUrl')`. */
import type {} from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** The superuser's address of the run's own Postgres, database `postgres`. */
    postgresUrl: string
  }
}
