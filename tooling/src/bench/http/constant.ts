import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "@pipeline/db";

const FILES = {
  "package.json": `{ "name": "constant", "private": true, "type": "module" }`,
  "next.config.mjs": `export default { turbopack: { root: ${JSON.stringify(projectRoot())} }, poweredByHeader: false };`,
  "app/layout.js": `export default ({ children }) => <html lang="en"><body>{children}</body></html>;`,
  "app/page.js": `export default () => null;`,
  "app/api/constant/route.js": `export const dynamic = "force-dynamic";
export const GET = () => Response.json({ result: { data: { changed: false, version: 1, pollAfterMs: 5000 } } });`,
};

/** Builds an application of Next with one route that answers a constant; answers its folder. */
export function buildConstant(): string {
  // Inside of the web application, where Next is found; git leaves the folder out.
  const folder = path.join(projectRoot(), "apps/web/.bench/constant");
  for (const [name, text] of Object.entries(FILES)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" };
  execFileSync(process.execPath, [nextBinary(), "build"], { cwd: folder, env, stdio: "pipe" });
  return folder;
}

/** The file that starts Next. */
export function nextBinary(): string {
  return path.join(projectRoot(), "apps/web/node_modules/next/dist/bin/next");
}
