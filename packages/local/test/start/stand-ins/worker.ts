// Stands for apps/worker/src/main.ts and apps/web/src/main.ts.
process.send?.({ type: 'ready' })
process.once('SIGTERM', () => process.exit(0))
process.once('disconnect', () => process.exit(0))
setInterval(() => undefined, 1000)
