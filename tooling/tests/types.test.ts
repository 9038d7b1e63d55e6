import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = projectRoot();
const WORKSPACES = ["packages/core", "packages/db", "packages/api", "packages/react", "apps/web"];
let copy: string;

/** The sources in another folder, with the same dependencies, where a column may be renamed. */
beforeAll(() => {
  copy = mkdtempSync(path.join(os.tmpdir(), "pipeline-types-"));
  cpSync(path.join(root, "tsconfig.base.json"), path.join(copy, "tsconfig.base.json"));
  for (const workspace of WORKSPACES) {
    const skip = /node_modules|\.next|\.turbo|tsbuildinfo/;
    const from = path.join(root, workspace);
    cpSync(from, path.join(copy, workspace), {
      recursive: true,
      filter: (file) => !skip.test(path.relative(from, file)),
    });
    linkModules(path.join(root, workspace, "node_modules"), path.join(copy, workspace, "node_modules"));
  }
  symlinkSync(path.join(root, "node_modules"), path.join(copy, "node_modules"));
  // What `next typegen` writes; git does not hold it.
  writeFileSync(path.join(copy, "apps/web/next-env.d.ts"), '/// <reference types="next" />\n');
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

function linkModules(from: string, to: string): void {
  mkdirSync(path.join(to, "@pipeline"), { recursive: true });
  for (const name of readdirSync(from).filter((entry) => entry !== "@pipeline" && !entry.startsWith("."))) {
    symlinkSync(path.join(from, name), path.join(to, name));
  }
  const own = path.join(from, "@pipeline");
  for (const name of existsSync(own) ? readdirSync(own) : []) {
    symlinkSync(path.join(copy, "packages", name), path.join(to, "@pipeline", name));
  }
}

/** The files in which the web application does not compile. */
function brokenFiles(): string[] {
  try {
    const tsc = path.join(root, "node_modules", "typescript", "bin", "tsc");
    const options = { cwd: path.join(copy, "apps/web"), encoding: "utf8", stdio: "pipe" } as const;
    execFileSync(process.execPath, [tsc, "--noEmit", "--incremental", "false"], options);
    return [];
  } catch (error) {
    const output = String(Reflect.get(Object(error), "stdout"));
    return [...new Set([...output.matchAll(/^(.+?)\(\d+,\d+\): error/gm)].map((match) => match[1] ?? ""))];
  }
}

function rename(file: string, from: string, to: string, work: () => void): void {
  const target = path.join(copy, "packages/db/src/schema", file);
  const source = readFileSync(target, "utf8");
  expect(source).toContain(from);
  writeFileSync(target, source.replace(from, to));
  try {
    work();
  } finally {
    writeFileSync(target, source);
  }
}

describe("the types from the table to the component", () => {
  test("compile as they stand", () => {
    expect(brokenFiles()).toEqual([]);
  });

  test.each([
    ["costs.ts", "    recordedAt: instant().notNull(),", "    bookedAt: instant().notNull(),"],
    ["notifications.ts", "    message: text().notNull(),", "    body: text().notNull(),"],
    ["jobs.ts", "    progress: numeric(", "    percentDone: numeric("],
  ])("break a component when a column of %s is renamed", (file, from, to) => {
    rename(file, from, to, () => {
      const components = brokenFiles().filter((broken) =>
        /^(src|\.\.\/\.\.\/packages\/react\/src)\/.*\.tsx$/.test(broken),
      );
      expect(components.length).toBeGreaterThan(0);
    });
  });
});
