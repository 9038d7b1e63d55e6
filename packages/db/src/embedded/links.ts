import { readFile, symlink } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

type Link = { source: string; target: string };

/**
 * Makes the library links a platform package lists but npm cannot carry (its install script is off).
 * Throws when the package cannot be written to.
 */
export async function hydrateLinks(packageRoot: string): Promise<void> {
  const list = await readFile(join(packageRoot, "native", "pg-symlinks.json"), "utf8");
  const links: unknown = JSON.parse(list);
  if (!Array.isArray(links)) return;
  await Promise.all(links.filter(isLink).map((link) => hydrate(packageRoot, link)));
}

async function hydrate(packageRoot: string, { source, target }: Link): Promise<void> {
  const path = join(packageRoot, target);
  try {
    await symlink(relative(dirname(target), source), path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return;
    throw new Error(
      `Could not make the library link ${path}. Start once as a user who may write there, or set DATABASE_URL.`,
      { cause: error },
    );
  }
}

function isLink(value: unknown): value is Link {
  return (
    typeof value === "object" &&
    value !== null &&
    "source" in value &&
    typeof value.source === "string" &&
    "target" in value &&
    typeof value.target === "string"
  );
}
