import { mkdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { startEmbedded } from "./index";
import { exists } from "./processes";
import { ask, asides, eventually, newDataDir, runLauncher, serverPid } from "./testing";

describe("the embedded server", { timeout: 30_000 }, () => {
  test("starts in a directory that is not there yet, closed to others, and answers", async () => {
    const dataDir = await newDataDir("deep", "data");
    const lines: string[] = [];
    const server = await startEmbedded({ dataDir, log: (line) => lines.push(line) });
    const row = await ask(server, "select 1 as one, current_setting('server_version_num')::int / 10000 as major");
    expect(row).toEqual({ one: 1, major: 18 });
    expect(await ask(server, "show timezone")).toEqual({ TimeZone: "UTC" });
    expect((await stat(dataDir)).mode & 0o777).toBe(0o700);
    expect(lines).toHaveLength(1);
    await Promise.all([server.stop(), server.stop()]);
    await server.stop();
    expect(await serverPid(dataDir)).toBeUndefined();
    await expect(stat(server.connection.host)).rejects.toThrow("ENOENT");
  });

  test("is joined by a second process, which leaves it up", async () => {
    const dataDir = await newDataDir();
    const server = await startEmbedded({ dataDir });
    const pid = await serverPid(dataDir);
    const second = await runLauncher(dataDir);
    expect([server.owned, await second.owned()]).toEqual([true, false]);
    await second.stop();
    expect(await ask(server, "select 1 as one")).toEqual({ one: 1 });
    expect(await serverPid(dataDir)).toBe(pid);
    await server.stop();
  });

  test("stays up for those who joined it after its owner has gone, and ends with the last of them", async () => {
    const dataDir = await newDataDir();
    const first = await runLauncher(dataDir);
    expect(await first.owned()).toBe(true);
    const server = await startEmbedded({ dataDir });
    const third = await runLauncher(dataDir);
    expect([server.owned, await third.owned()]).toEqual([false, false]);
    const pid = (await serverPid(dataDir)) ?? 0;
    await first.stop();
    await server.stop();
    expect(exists(pid)).toBe(true);
    await third.kill();
    await eventually(() => !exists(pid));
  });

  test("is started once when two processes start it at once in an empty directory", async () => {
    const dataDir = await newDataDir();
    const both = await Promise.all([runLauncher(dataDir), runLauncher(dataDir)]);
    const owned = await Promise.all(both.map((launcher) => launcher.owned()));
    expect(owned.filter(Boolean)).toHaveLength(1);
    expect(await asides(dataDir)).toEqual([]);
    await Promise.all(both.map((launcher) => launcher.stop()));
  });

  test("refuses the cluster of another major version, and says which", async () => {
    const dataDir = await newDataDir();
    await mkdir(join(dataDir, "postgres"));
    await writeFile(join(dataDir, "postgres", "PG_VERSION"), "17\n");
    await expect(startEmbedded({ dataDir })).rejects.toThrow(/made by PostgreSQL 17, this is PostgreSQL 18/);
  });

  test("refuses a directory that holds something else", async () => {
    const dataDir = await newDataDir();
    await mkdir(join(dataDir, "postgres"));
    await writeFile(join(dataDir, "postgres", "letters.txt"), "dear diary");
    await expect(startEmbedded({ dataDir })).rejects.toThrow(/is not a database cluster: move it away/);
  });
});
