import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { bundled } from "@pipeline/db/testing";
import { afterAll, expect, test } from "vitest";
import { keptSecret } from "./secret";

const dataDir = mkdtempSync(path.join(os.tmpdir(), "pipeline-secret-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

const run = promisify(execFile);
const source = `import { keptSecret } from "./secret";
  process.stdout.write(keptSecret(${JSON.stringify(dataDir)}));`;

const start = async () => run(process.execPath, [await bundled({ source, beside: new URL(import.meta.url) })]);

test("processes that start together agree on one secret and leave nothing else behind", async () => {
  const secrets = (await Promise.all([start(), start(), start(), start()])).map(({ stdout }) => stdout);
  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toHaveLength(43);
  expect(readdirSync(dataDir)).toEqual(["secret"]);
});

test("where no folder can be made, what is to be set is said", () => {
  const file = path.join(dataDir, "file");
  writeFileSync(file, "");
  expect(() => keptSecret(path.join(file, "data"))).toThrow("Set DATABASE_URL and BETTER_AUTH_SECRET");
});
