/** Next's own command, without its telemetry: `node scripts/next.ts build | dev`. */
process.env.NEXT_TELEMETRY_DISABLED = '1'
await import('next/dist/bin/next')

export {}
