import type { NextConfig } from "next";

const config: NextConfig = {
  output: "standalone",
  outputFileTracingRoot: import.meta.dirname,
  serverExternalPackages: ["pg", "pino", "@node-rs/argon2"],
  poweredByHeader: false,
  compress: false,
  reactStrictMode: true,
  typescript: { ignoreBuildErrors: true },
};

export default config;
