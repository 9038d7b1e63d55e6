import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { holdOpen } from "./holds";
import { startEmbedded } from "./index";
import { exists } from "./processes";
import { PORT, socketDirOf } from "./socket";
import { ask, asides, eventually, newDataDir, runLauncher, serverPid } from "./testing";

describe("the embedded server, when something is killed", { timeout: 30_000 }, () => {
  test("ends with its owner, and serves again at once", async () => {
    const dataDir = await newDataDir();
    const owner = await runLauncher(dataDir);
    await owner.owned();
    const pid = (await serverPid(dataDir)) ?? 0;
    await owner.kill();
    const server = await startEmbedded({ dataDir });
    // It has ended and this is a new one, or it was joined in time and lives on.
    expect(exists(pid)).toBe(!server.owned);
    expect(await ask(server, "select 1 as one")).toEqual({ one: 1 });
    await server.stop();
    await eventually(() => !exists(pid));
  });

  test("ends even when its owner is killed while it is starting", async () => {
    const dataDir = await newDataDir();
    await (await startEmbedded({ dataDir })).stop();
    const owner = await runLauncher(dataDir);
    await eventually(async () => (await serverPid(dataDir)) !== undefined);
    const pid = (await serverPid(dataDir)) ?? 0;
    await owner.kill();
    await eventually(() => !exists(pid));
    expect(await serverPid(dataDir)).toBeUndefined();
  });

  test("is started again under its owner, with every committed row", async () => {
    const dataDir = await newDataDir();
    const server = await startEmbedded({ dataDir });
    await ask(server, "create table kept as select generate_series(1, 1000)");
    const pid = (await serverPid(dataDir)) ?? 0;
    process.kill(pid, "SIGKILL");
    const isBack = async () => (await serverPid(dataDir)) !== pid && (await ask(server, "select 1")) !== undefined;
    await eventually(() => isBack().catch(() => false));
    expect(await ask(server, "select count(*)::int as rows from kept")).toEqual({ rows: 1000 });
    await server.stop();
    expect(await serverPid(dataDir)).toBeUndefined();
  });

  test.runIf(process.platform === "linux")(
    "makes way for a supervised one when its supervisor was killed",
    async () => {
      const dataDir = await newDataDir();
      const owner = await runLauncher(dataDir);
      await owner.owned();
      const pid = (await serverPid(dataDir)) ?? 0;
      process.kill(await parentOf(pid), "SIGKILL");
      await owner.kill();
      expect(exists(pid)).toBe(true);
      // The supervisor's watcher, which reads the holds, ends a moment later; until then it could still be joined.
      await eventually(() => {
        const hold = holdOpen(socketDirOf(dataDir));
        if (typeof hold === "object") hold.release();
        return hold === "closing";
      });
      const server = await startEmbedded({ dataDir });
      expect(server.owned).toBe(true);
      await eventually(() => !exists(pid));
      await server.stop();
    },
  );

  test("leaves nothing behind when it is killed while the cluster is made", async () => {
    const dataDir = await newDataDir();
    const first = await runLauncher(dataDir);
    await eventually(async () => (await asides(dataDir)).length > 0);
    await first.kill();
    const server = await startEmbedded({ dataDir });
    expect(await ask(server, "select 1 as one")).toEqual({ one: 1 });
    expect(await asides(dataDir)).toEqual([]);
    await server.stop();
  });

  test("is not kept from starting by a lock whose process id now is another program's", async () => {
    const dataDir = await newDataDir();
    const owner = await runLauncher(dataDir);
    await owner.owned();
    const lock = join(dataDir, "postgres", "postmaster.pid");
    const text = await readFile(lock, "utf8");
    await owner.stop();
    const other = spawn("sleep", ["60"]);
    onTestFinished(() => void other.kill());
    await writeFile(lock, text.replace(/^\d+/, String(other.pid)));
    const server = await startEmbedded({ dataDir });
    expect(await ask(server, "select 1 as one")).toEqual({ one: 1 });
    await server.stop();
    expect(other.exitCode).toBeNull();
  });

  test.runIf(process.platform === "linux")("waits for workers that outlived it before it starts again", async () => {
    const dataDir = await newDataDir();
    const owner = await runLauncher(dataDir);
    await owner.owned();
    const pid = (await serverPid(dataDir)) ?? 0;
    const connection = { host: socketDirOf(dataDir), port: PORT };
    const query = "select pid from pg_stat_activity where backend_type = 'checkpointer'";
    const worker = Number((await ask({ connection }, query))?.["pid"]);
    process.kill(worker, "SIGSTOP");
    onTestFinished(() => void (exists(worker) && process.kill(worker, "SIGKILL")));
    process.kill(await parentOf(pid), "SIGKILL");
    process.kill(pid, "SIGKILL");
    await owner.kill();
    const lock = join(dataDir, "postgres", "postmaster.pid");
    await writeFile(lock, (await readFile(lock, "utf8")).replace(/^\d+/, String(process.pid)));

    const starting = startEmbedded({ dataDir });
    const log = join(dataDir, "postgres.log");
    await eventually(async () => (await readFile(log, "utf8")).includes("shared memory block"));
    process.kill(worker, "SIGCONT");
    const server = await starting;
    expect(server.owned).toBe(true);
    await server.stop();
  });
});

async function parentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/stat`, "utf8");
  return Number(status.slice(status.lastIndexOf(")")).split(" ")[2]);
}
