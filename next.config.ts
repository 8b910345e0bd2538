import type { NextConfig } from "next";

const config: NextConfig = {
  output: "standalone",
  outputFileTracingRoot: import.meta.dirname,
  serverExternalPackages: ["pg", "pino", "@node-rs/argon2", "pdfkit"],
  poweredByHeader: false,
  // The reverse proxy in front compresses (docs/operations.md); here it would cost the API its processor time.
  compress: false,
  reactStrictMode: true,
  // Files pass by the proxy that gives documents their headers.
  headers: () =>
    Promise.resolve([
      { source: "/_next/static/:path*", headers: [{ key: "X-Content-Type-Options", value: "nosniff" }] },
    ]),
  // Titles belong into the head of every document, also for those who read without scripts.
  htmlLimitedBots: /.*/,
  // A page that refuses its reader says so in its status too: `forbidden()`.
  experimental: { authInterrupts: true },
  // `npm test` checks types, tests and scripts included; a start should not wait for it.
  typescript: { ignoreBuildErrors: true },
};

export default config;
