import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, symlinkSync, mkdirSync, writeFileSync, existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { type Diagnostics, readDiagnostics } from "./diagnostics";
import { HOOKS_SOURCE, routerSources } from "./sources";

export const WORKSPACES = ["packages/core", "packages/db", "packages/api", "packages/react", "apps/web", "tooling"];

/** What it takes to check a workspace of ours. */
export function ofWorkspace(name: string): Diagnostics {
  return check(path.join(projectRoot(), name));
}

/** What it takes to check an application that imports our hooks and nothing else of us. */
export function ofHooks(): Diagnostics {
  return ofFiles({ "page.ts": HOOKS_SOURCE });
}

/** What it takes to check a router of so many procedures with a client of it. */
export function ofRouter(procedures: number): Diagnostics {
  const { router, client } = routerSources(procedures);
  return ofFiles({ "router.ts": router, "client.ts": client });
}

/** Checks files in a folder of their own, which sees what our packages and the application depend on. */
function ofFiles(files: Readonly<Record<string, string>>): Diagnostics {
  const folder = mkdtempSync(path.join(os.tmpdir(), "pipeline-types-"));
  try {
    for (const from of ["apps/web", "packages/react", "packages/api"]) link(path.join(projectRoot(), from), folder);
    const settings = {
      extends: path.join(projectRoot(), "tsconfig.base.json"),
      compilerOptions: {
        lib: ["ES2023", "DOM", "DOM.Iterable", "DOM.AsyncIterable", "ES2024.String"],
        jsx: "react-jsx",
      },
      include: ["*.ts"],
    };
    writeFileSync(path.join(folder, "tsconfig.json"), JSON.stringify(settings));
    for (const [name, source] of Object.entries(files)) writeFileSync(path.join(folder, name), source);
    return check(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function link(workspace: string, folder: string): void {
  const from = path.join(workspace, "node_modules");
  const names = readdirSync(from).filter((name) => !name.startsWith("."));
  const scoped = (name: string) => readdirSync(path.join(from, name)).map((inner) => path.join(name, inner));
  for (const name of names.flatMap((one) => (one.startsWith("@") ? scoped(one) : [one]))) {
    const to = path.join(folder, "node_modules", name);
    mkdirSync(path.dirname(to), { recursive: true });
    if (!existsSync(to)) symlinkSync(path.join(from, name), to);
  }
}

/** Throws with what the compiler says where the program has an error. */
function check(folder: string): Diagnostics {
  const tsc = path.join(projectRoot(), "node_modules/typescript/bin/tsc");
  const options = ["--noEmit", "--incremental", "false", "--extendedDiagnostics"];
  const { status, stdout, stderr } = spawnSync(process.execPath, [tsc, ...options], { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`${folder} does not compile:\n${stdout}${stderr}`);
  return readDiagnostics(stdout);
}
