import { existsSync } from "node:fs";
import path from "node:path";

/** The folder that holds `drizzle/` and `data/`: found from where the process runs, so that bundled code finds it too. */
export function projectRoot(from: string = process.cwd()): string {
  for (let dir = path.resolve(/* turbopackIgnore: true */ from); ; dir = path.dirname(dir)) {
    if (existsSync(path.join(dir, "drizzle", "meta", "_journal.json"))) return dir;
    if (dir === path.dirname(dir)) throw new Error(`No drizzle/ folder at or above ${from}.`);
  }
}
