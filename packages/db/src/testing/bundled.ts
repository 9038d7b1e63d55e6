import { createHash, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { rename } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildOptions } from "esbuild";
import { inject } from "vitest";

/** What is to run in a process of its own: a file, or TypeScript that imports from beside one. */
type Program = URL | { source: string; beside: URL };

/**
 * A program in one file, made once for all test files of a run, or once by each that comes first: to load its sources one by
 * one is nine tenths of a start. It is to run inside of the repository.
 */
export async function bundled(program: Program): Promise<string> {
  const name = program instanceof URL ? program.href : `${program.beside.href}\n${program.source}`;
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 16);
  const file = path.join(inject("testServer").programs, `${digest}.mjs`);
  const making = make(last, program, file);
  last = making.catch(() => {});
  await making;
  return file;
}

/** One after the other: the bundler is stopped after each. */
let last: Promise<void> = Promise.resolve();

async function make(before: Promise<void>, program: Program, file: string): Promise<void> {
  await before;
  if (!existsSync(file)) await bundle(program, file);
}

async function bundle(program: Program, file: string): Promise<void> {
  // It does not load beside a document, as tests of components have one.
  const { build, stop } = await import("esbuild");
  // Another worker may make the same: whoever comes finds none or a whole one.
  const outfile = `${file}.${randomUUID()}`;
  // What is written for `require` finds one.
  const js = `import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);`;
  try {
    await build({
      ...entryOf(program),
      outfile,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      banner: { js },
      logLevel: "warning",
    });
  } finally {
    await stop();
  }
  await rename(outfile, file);
}

function entryOf(program: Program): BuildOptions {
  if (program instanceof URL) return { entryPoints: [fileURLToPath(program)] };
  const resolveDir = path.dirname(fileURLToPath(program.beside));
  return { stdin: { contents: program.source, resolveDir, loader: "ts" } };
}
