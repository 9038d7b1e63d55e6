import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { Manifest, mergedManifest } from "@pipeline/api/costs/archive/manifest";

const NAME = "manifest.json";

/** What a folder says of its files; undefined where there is nothing yet. Throws a sentence where it is of something else. */
export async function readManifest(
  folder: string,
  { currency, account }: Pick<Manifest, "currency" | "account">,
): Promise<Manifest | undefined> {
  const file = path.join(folder, NAME);
  if (!existsSync(file)) return undefined;
  const manifest = Manifest.parse(JSON.parse(await readFile(file, "utf8")));
  if (manifest.account === account && manifest.currency === currency) return manifest;
  throw new Error(`The folder ${folder} holds other ledgers. Take another one.`);
}

/** Writes it beside, then in its place. */
export async function writeManifest(folder: string, fresh: Manifest, before: Manifest | undefined): Promise<void> {
  const file = path.join(folder, NAME);
  const text = `${JSON.stringify(mergedManifest(fresh, before), null, 2)}\n`;
  await writeFile(`${file}.part`, text, { mode: 0o600, flush: true });
  await rename(`${file}.part`, file);
}
