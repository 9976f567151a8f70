/** No variable of ours reaches the server: PGPORT or PGDATA would change it, and secrets have no business there. */
export function serverEnv(): NodeJS.ProcessEnv {
  const { PATH, SYSTEMROOT } = process.env
  return {
    ...(PATH === undefined ? {} : { PATH }),
    ...(SYSTEMROOT === undefined ? {} : { SYSTEMROOT }),
    LC_ALL: 'C',
    TZ: 'UTC',
  }
}
