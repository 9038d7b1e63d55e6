import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { BuildOptions } from "esbuild";
import { afterFile } from "./ending";

/** What is to run in a process of its own: a file, or TypeScript that imports from beside one. */
type Program = URL | { source: string; beside: URL };

/**
 * A program in one file, gone after the test file: to load its sources one by one is nine tenths of a start. It is to run
 * inside of the repository.
 */
export function bundled(program: Program): Promise<string> {
  const name = program instanceof URL ? program.href : program.source;
  if (made.size === 0) afterFile(async () => made.clear());
  const wanted = made.get(name) ?? Promise.allSettled(made.values()).then(() => bundle(program));
  made.set(name, wanted);
  return wanted;
}

/** Of this test file, one after the other: the bundler is stopped after each. */
const made = new Map<string, Promise<string>>();

async function bundle(program: Program): Promise<string> {
  // It does not load beside a document, as tests of components have one.
  const { build, stop } = await import("esbuild");
  const folder = await mkdtemp(path.join(os.tmpdir(), "pipeline-bundled-"));
  afterFile(() => rm(folder, { recursive: true, force: true }));
  const outfile = path.join(folder, "main.mjs");
  // What is written for `require` finds one.
  const js = `import { createRequire as requireOf } from "node:module"; const require = requireOf(import.meta.url);`;
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
  await stop();
  return outfile;
}

function entryOf(program: Program): BuildOptions {
  if (program instanceof URL) return { entryPoints: [fileURLToPath(program)] };
  const resolveDir = path.dirname(fileURLToPath(program.beside));
  return { stdin: { contents: program.source, resolveDir, loader: "ts" } };
}
