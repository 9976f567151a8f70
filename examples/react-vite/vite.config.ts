import { defineConfig } from 'vite'

// The checksum of large files is computed in a worker, which is found only beside the package's own files.
export default defineConfig({
  optimizeDeps: {
    exclude: ['@landfall/client'],
    include: ['@landfall/client > @trpc/client', '@landfall/client > hash-wasm'],
  },
})
