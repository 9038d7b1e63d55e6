import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readLock, releaseStale } from "./lock-file";

async function lockWith(text: string): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "embedded-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const file = join(directory, "postmaster.pid");
  await writeFile(file, text);
  return file;
}

const rest = "\n/data/postgres\n1700000000\n5432\n/tmp/sockets\n\n  1 2\nready   \n";

test("a lock that is missing, or whose process has gone, is PostgreSQL's to judge", async () => {
  expect(await readLock("/nowhere/postmaster.pid", "/data/postgres")).toEqual({ state: "free" });
  const file = await lockWith(`99999999${rest}`);
  expect(await readLock(file, "/data/postgres")).toEqual({ state: "free" });
});

test("a lock held by a program that is not this server loses the process id and nothing else", async () => {
  const file = await lockWith(`${process.pid}${rest}`);
  expect(await readLock(file, "/data/postgres")).toMatchObject({ state: "stale" });
  await releaseStale(file, "/data/postgres");
  expect(await readFile(file, "utf8")).toBe(`99999999${rest}`);
});

test("a server of another directory does not hold the lock of this one", async () => {
  const other = spawn("sleep", ["60"], { argv0: "postgres" });
  onTestFinished(() => void other.kill());
  const file = await lockWith(`${other.pid}${rest}`);
  expect(await readLock(file, "/data/postgres")).toMatchObject({ state: "stale" });
});

test("an empty lock is being written while it is new, and is removed when it is old", async () => {
  const file = await lockWith("");
  expect(await readLock(file, "/data/postgres")).toMatchObject({ state: "busy" });
  await releaseStale(file, "/data/postgres");
  expect(await readFile(file, "utf8")).toBe("");
  await utimes(file, new Date(0), new Date(0));
  await releaseStale(file, "/data/postgres");
  await expect(readFile(file)).rejects.toThrow("ENOENT");
});
