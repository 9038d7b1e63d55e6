import { statfsSync } from "node:fs";

const MEMORY = "/dev/shm";
const ENOUGH_BYTES = 6e9;

/**
 * Temporary files of a test run go to memory where there is enough of it and nobody has said where: a database is a thousand
 * small files that a disk takes a while to make, and each test file has one.
 */
export function preferMemory(): void {
  if (process.env["TMPDIR"] === undefined && hasRoom()) process.env["TMPDIR"] = MEMORY;
}

function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize > ENOUGH_BYTES;
  } catch {
    // Linux has it.
    return false;
  }
}
