import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "@pipeline/db";

/** A mistake that somebody could make, as a patch, with the tests that are expected to notice. */
export type Bug = { readonly name: string; readonly file: string; readonly what: string; readonly tests: string[] };

const FOLDER = path.join("tooling", "bugs");

/** All seeded bugs, by name. A patch begins with what goes wrong, and then names its tests, a line each. */
export function seededBugs(): Bug[] {
  return readdirSync(path.join(projectRoot(), FOLDER))
    .filter((file) => file.endsWith(".patch"))
    .sort()
    .map((file) => {
      const text = readFileSync(path.join(projectRoot(), FOLDER, file), "utf8");
      const [what = ""] = text.split("\n");
      const tests = [...text.matchAll(/^Found by: (.+)$/gm)].map((match) => match[1] ?? "");
      return { name: path.basename(file, ".patch"), file: path.join(FOLDER, file), what, tests };
    });
}
