import type { NextConfig } from 'next'

const config: NextConfig = {
  // Set to build or run one checkout several times side by side.
  // biome-ignore lint/style/noProcessEnv: read before there is a runtime to ask.
  distDir: process.env.LANDFALL_WEB_DIST || '.next',
  poweredByHeader: false,
  reactStrictMode: true,
  transpilePackages: [
    '@landfall/client',
    '@landfall/core',
    '@landfall/db',
    '@landfall/runtime',
    '@landfall/storage',
  ],
  serverExternalPackages: ['pg', 'pino', '@aws-sdk/client-s3', '@aws-sdk/s3-request-presigner'],
  devIndicators: false,
  // `typecheck` does it, together with what is not part of the bundle.
  typescript: { ignoreBuildErrors: true },
  async headers() {
    return [
      {
        source: '/:path*',
        headers: [
          { key: 'X-Content-Type-Options', value: 'nosniff' },
          { key: 'X-Frame-Options', value: 'DENY' },
          // A sign-in link carries its token in the address.
          { key: 'Referrer-Policy', value: 'no-referrer' },
          { key: 'Cross-Origin-Opener-Policy', value: 'same-origin' },
          { key: 'Cross-Origin-Resource-Policy', value: 'same-origin' },
          {
            key: 'Permissions-Policy',
            value: 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
          },
        ],
      },
      {
        // Answers are data, and never a page. What a page may do, `proxy.ts` says.
        source: '/api/:path*',
        headers: [{ key: 'Content-Security-Policy', value: "default-src 'none'; frame-ancestors 'none'" }],
      },
    ]
  },
}

export default config
