import { randomBytes } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/** The secret of an installation, made once and kept in `dataDir`, readable by its owner alone. Throws where it cannot be. */
export function keptSecret(dataDir: string): string {
  const file = path.join(dataDir, "secret");
  const kept = read(file);
  if (kept !== undefined) return kept;
  makeFolder(dataDir);
  const draft = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  writeFileSync(draft, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
  try {
    // Of two processes that start together one wins, and neither ever sees half a file.
    linkSync(draft, file);
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(file, "utf8").trim();
}

/** In a container there is no place for it: a database of one's own is what is missing there. */
function makeFolder(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (cause) {
    const ways = "Set DATABASE_URL and BETTER_AUTH_SECRET, or another DATA_DIR.";
    throw new Error(`The folder ${dataDir} cannot be made. ${ways}`, { cause });
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    if (isCode(error, "ENOENT") || isCode(error, "ENOTDIR")) return undefined;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
