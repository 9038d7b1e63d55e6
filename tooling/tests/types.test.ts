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
import { afterAll, beforeAll, expect, test } from "vitest";

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

type Complaint = { file: string; message: string };

/** What the compiler says of the web application and all it is made of. */
function complaints(): Complaint[] {
  try {
    const tsc = path.join(root, "node_modules", "typescript", "bin", "tsc");
    const options = { cwd: path.join(copy, "apps/web"), encoding: "utf8", stdio: "pipe" } as const;
    execFileSync(process.execPath, [tsc, "--noEmit", "--incremental", "false"], options);
    return [];
  } catch (error) {
    const output = String(Reflect.get(Object(error), "stdout"));
    const lines = output.matchAll(/^(.+?)\(\d+,\d+\): error TS\d+: (.+)/gm);
    return [...lines].map(([, file = "", message = ""]) => ({ file, message }));
  }
}

function rename(file: string, column: string, to: string): void {
  const target = path.join(copy, "packages/db/src/schema", file);
  const source = readFileSync(target, "utf8");
  const [declared, renamed] = [`\n    ${column}: `, `\n    ${to}: `];
  expect(source).toContain(declared);
  writeFileSync(target, source.replace(declared, renamed));
}

const isComponent = ({ file }: Complaint) => /^(src|\.\.\/\.\.\/packages\/react\/src)\/.*\.tsx$/.test(file);

// That all compiles as it stands is what `pnpm check` says.
test("a renamed column of costs, of notifications and of jobs each breaks a component", () => {
  rename("costs.ts", "recordedAt", "bookedAt");
  rename("notifications.ts", "message", "body");
  rename("jobs.ts", "progress", "percentDone");
  const found = complaints();
  const broken = found.filter(isComponent).map(({ message }) => message);
  for (const column of ["recordedAt", "message", "progress"]) {
    const missed = new RegExp(`Property '${column}' (does not exist|is missing)`);
    expect(broken, JSON.stringify(found, null, 2)).toContainEqual(expect.stringMatching(missed));
  }
});
