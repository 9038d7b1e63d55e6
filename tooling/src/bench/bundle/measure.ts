import { gzipSync } from "node:zlib";
import { build, type Metafile } from "esbuild";

/** Bytes after gzip -9, with those before it. */
type Size = { readonly minified: number; readonly gzipped: number };

export type BundleSize = {
  /** What a page loads before it does anything: the entry and all it imports statically. */
  readonly initial: Size;
  /** What is imported when it is needed. */
  readonly lazy: Size;
  readonly css: Size;
  /** Minified bytes of the initial part by package, own packages by file; the largest first. */
  readonly parts: readonly (readonly [string, number])[];
};

export type Entry = {
  /** The source of the entry: what an application imports. */
  readonly source: string;
  /** The folder whose dependencies it sees. */
  readonly from: string;
};

/**
 * Bundles an entry for browsers as an application does that brings React itself: esbuild, ESM, minified, es2020,
 * production, code splitting. Throws what does not resolve.
 */
export async function measure({ source, from }: Entry): Promise<BundleSize> {
  const { outputFiles, metafile } = await build({
    stdin: { contents: source, resolveDir: from, sourcefile: "entry.ts", loader: "ts" },
    absWorkingDir: from,
    outdir: "out",
    write: false,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2020",
    minify: true,
    legalComments: "none",
    metafile: true,
    define: { "process.env.NODE_ENV": '"production"' },
    external: ["react", "react-dom", "react/*", "react-dom/*", "next", "next/*"],
    logLevel: "silent",
  });
  const sizes = new Map(outputFiles.map((file) => [relative(from, file.path), sizeOf(file.contents)]));
  const scripts = Object.keys(metafile.outputs).filter((name) => name.endsWith(".js"));
  const initial = closure(metafile, ["import-statement"]);
  const all = closure(metafile, ["import-statement", "dynamic-import"]);
  const add = (names: Iterable<string>) => sum([...names].map((name) => sizes.get(name)));
  return {
    initial: add(initial),
    lazy: add(scripts.filter((name) => all.has(name) && !initial.has(name))),
    css: add([...sizes.keys()].filter((name) => name.endsWith(".css"))),
    parts: partsOf(metafile, initial),
  };
}

const relative = (from: string, file: string) => file.slice(from.length + 1);

/** The entry's script and what it imports in these ways. A chunk that nobody imports any more is not loaded. */
function closure({ outputs }: Metafile, kinds: readonly string[]): Set<string> {
  const found = new Set<string>();
  const visit = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    for (const { kind, path, external } of outputs[name]?.imports ?? []) {
      if (kinds.includes(kind) && external !== true) visit(path);
    }
  };
  for (const [name, output] of Object.entries(outputs)) {
    if (output.entryPoint === "entry.ts" && name.endsWith(".js")) visit(name);
  }
  return found;
}

function sizeOf(contents: Uint8Array): Size {
  return { minified: contents.byteLength, gzipped: gzipSync(contents, { level: 9 }).byteLength };
}

function sum(sizes: readonly (Size | undefined)[]): Size {
  const total = (of: (size: Size) => number) => sizes.reduce((bytes, size) => bytes + (size ? of(size) : 0), 0);
  return { minified: total((size) => size.minified), gzipped: total((size) => size.gzipped) };
}

function partsOf({ outputs }: Metafile, initial: ReadonlySet<string>): [string, number][] {
  const parts = new Map<string, number>();
  for (const name of initial) {
    for (const [file, { bytesInOutput }] of Object.entries(outputs[name]?.inputs ?? {})) {
      const part = packageOf(file);
      parts.set(part, (parts.get(part) ?? 0) + bytesInOutput);
    }
  }
  return [...parts].filter(([, bytes]) => bytes > 0).sort(([, a], [, b]) => b - a);
}

function packageOf(file: string): string {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? file.replace(/^(\.\.\/)+/, "");
}
