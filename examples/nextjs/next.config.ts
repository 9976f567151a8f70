import type { NextConfig } from 'next'

const config: NextConfig = {
  // In this repository the client is TypeScript; from npm it is compiled, and this line goes.
  transpilePackages: ['@landfall/client', '@landfall/core'],
}

export default config
