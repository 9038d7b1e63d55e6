import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import path from "node:path";

const PLACES = ["", "packages/core", "packages/db", "packages/api", "packages/react", "apps/web", "tooling"];

/**
 * Puts a commit of this repository into an empty folder, with the packages that are installed here and its own of the
 * workspace. Answers why it cannot: without history, or where a package it needs is gone.
 */
export function checkOut(root: string, commit: string, folder: string): string | undefined {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: root, stdio: "pipe", maxBuffer: 1 << 30 });
  try {
    git("cat-file", "-e", `${commit}^{commit}`);
  } catch {
    return `the commit ${commit.slice(0, 7)} is not in this clone (git fetch --unshallow)`;
  }
  execFileSync("tar", ["-x", "-C", folder], { input: git("archive", commit) });
  const elsewhere = PLACES.map((place) => path.join(root, place, "node_modules"));
  const missing = PLACES.flatMap((place) =>
    linkModules(path.join(root, place), path.join(folder, place), folder).filter(
      (name) => !linkFrom(elsewhere, name, path.join(folder, place)),
    ),
  );
  return missing.length === 0 ? undefined : `packages it needs are not installed: ${missing.join(", ")}`;
}

type Manifest = { dependencies?: Record<string, string>; devDependencies?: Record<string, string> };

/** Links what is installed for one place; answers what is missing. */
function linkModules(from: string, to: string, workspace: string): string[] {
  const installed = path.join(from, "node_modules");
  const manifest: Manifest = JSON.parse(readFileSync(path.join(to, "package.json"), "utf8"));
  for (const name of namesIn(installed)) {
    const link = path.join(to, "node_modules", name);
    mkdirSync(path.dirname(link), { recursive: true });
    const own = /^@pipeline\/(\w+)$/.exec(name)?.[1];
    symlinkSync(own ? path.join(workspace, "packages", own) : realpathSync(path.join(installed, name)), link);
  }
  const needed = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
  return needed.filter((name) => !existsSync(path.join(to, "node_modules", name)));
}

/** Links what is installed for another place, since packages move from one to the other; false where there is none. */
function linkFrom(places: readonly string[], name: string, to: string): boolean {
  const found = places.map((modules) => path.join(modules, name)).find((module) => existsSync(module));
  if (found !== undefined) symlinkSync(realpathSync(found), path.join(to, "node_modules", name));
  return found !== undefined;
}

function namesIn(modules: string): string[] {
  return readdirSync(modules).flatMap((name) => {
    if (name.startsWith("@")) return readdirSync(path.join(modules, name)).map((inner) => `${name}/${inner}`);
    return name.startsWith(".") ? [] : [name];
  });
}
