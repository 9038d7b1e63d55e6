// Puts a server that needs Node and nothing else into a new folder: Next's pages with the packages they use and no other, the
// front, the command line in one file, migrations and data. There is no embedded PostgreSQL in it.
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const web = join(root, "apps", "web");
const folder = process.argv[2];
if (folder === undefined) throw new Error("Usage: node tooling/pack.mjs <new folder>");
const out = resolve(folder);
mkdirSync(out, { recursive: true });
// A server may run there, and what it no longer needs would stay.
if (readdirSync(out).length > 0) throw new Error(`${out} is not empty: give each version a folder of its own.`);

const next = (...args) => {
  // Next's own name for `output: "standalone"`, which `npm start` would pay for and not use.
  const env = { ...process.env, NODE_ENV: "production", NEXT_PRIVATE_STANDALONE: "1" };
  execFileSync(process.execPath, args, { cwd: web, env, stdio: "inherit" });
};
next("node_modules/next/dist/bin/next", "build");
next("bundle.mjs");

/** Images are served as they are; the library that would change them is as large as all the rest. */
const isNeeded = (file) => !/^(@img|sharp)([@+]|$)/.test(basename(file));
const copy = (from, to = from) => cpSync(join(root, from), join(out, to), copying);
const copying = { recursive: true, verbatimSymlinks: true, filter: isNeeded };
cpSync(join(web, ".next", "standalone"), out, copying);
for (const file of [".next/static", ".next/front.mjs", "pages.mjs", "policy.mjs"]) copy(`apps/web/${file}`);
for (const file of ["drizzle", "data", "package.json"]) copy(file);

// What pages.mjs reads in place of next.config.ts, which takes a compiler.
const { config } = JSON.parse(readFileSync(join(web, ".next", "required-server-files.json"), "utf8"));
writeFileSync(join(out, "apps/web/.next/config.json"), JSON.stringify(config));

const cli = join(out, "tooling", "cli.mjs");
await build({
  entryPoints: [join(root, "tooling/src/cli/main.ts")],
  outfile: cli,
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "esm",
  // Some packages are no modules yet, and ask for Node's by it.
  banner: {
    js: `#!/usr/bin/env node\nimport { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);`,
  },
  logLevel: "warning",
});
chmodSync(cli, 0o755);
