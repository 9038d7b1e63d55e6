// After `next build`: puts the front into one file, which starts sooner than its many parts, and finds them all.
import { build } from "esbuild";

await build({
  entryPoints: ["src/front/main.ts"],
  outfile: ".next/front.mjs",
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "esm",
  // Some packages are no modules yet, and ask for Node's by it.
  banner: {
    js: `import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);`,
  },
  logLevel: "warning",
});
