import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { projectRoot } from "@pipeline/db";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { freePort } from "@pipeline/db/testing/free-port";

const PROGRAMS = "/usr/lib/postgresql/15/bin";
const root = projectRoot();
const isWanted = process.env["PACK"] === "1" && existsSync(path.join(PROGRAMS, "initdb"));
if (!isWanted) console.warn("The packed server is not tested: PACK=1 builds it, and postgresql-15 is needed.");

const run = promisify(execFile);
// The server and PostgreSQL belong to somebody else than the files do.
const asOther = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
const PASSWORDS = { APP_DB_PASSWORD: "app's own", OWNER_DB_PASSWORD: "owner0" };

describe.skipIf(!isWanted)("a packed server", { timeout: 1_200_000 }, () => {
  const home = mkdtempSync(path.join(os.tmpdir(), "pipeline-packed-"));
  const [out, socket] = [path.join(home, "out"), path.join(home, "postgres")];
  const postgres = (program: string, args: string[], env: Record<string, string> = {}) =>
    run(path.join(PROGRAMS, program), args, {
      ...asOther,
      cwd: socket,
      env: { PATH: process.env["PATH"], LC_ALL: "C", ...env },
    });
  let port = 0;
  const url = (user: string, password: string) =>
    `postgres://${user}:${encodeURIComponent(password)}@localhost:5432/pipeline?host=${socket}`;
  const settings = () => ({
    PATH: process.env["PATH"],
    NODE_ENV: "production",
    DATABASE_URL: url("pipeline_app", PASSWORDS.APP_DB_PASSWORD),
    DATABASE_ADMIN_URL: url("pipeline_owner", PASSWORDS.OWNER_DB_PASSWORD),
    BETTER_AUTH_SECRET: "a secret for tests only, 32 characters",
    PORT: `${port}`,
  });
  const cli = (...args: string[]) =>
    run(process.execPath, ["tooling/cli.mjs", ...args], { ...asOther, cwd: out, env: settings(), encoding: "buffer" });

  beforeAll(async () => {
    chmodSync(home, 0o755);
    mkdirSync(socket);
    if (asOther.uid !== undefined) chownSync(socket, asOther.uid, asOther.gid);
    const cluster = path.join(socket, "cluster");
    await postgres("initdb", ["-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]);
    const options = `-k ${socket} -c listen_addresses= -c fsync=off`;
    await postgres("pg_ctl", ["-D", cluster, "-w", "-l", path.join(socket, "log"), "-o", options, "start"]);
    port = await freePort();
    await run(process.execPath, ["tooling/pack.mjs", out], { cwd: root, maxBuffer: 1 << 26 });
  }, 900_000);
  afterAll(async () => {
    await postgres("pg_ctl", ["-D", path.join(socket, "cluster"), "-w", "-m", "fast", "stop"]).catch(() => {});
    rmSync(home, { recursive: true, force: true });
  });

  test("finds the roles that compose makes, and says what it has migrated", async () => {
    const env = { PATH: `${PROGRAMS}:${process.env["PATH"]}`, PGHOST: socket, ...PASSWORDS };
    await run("/bin/sh", [path.join(root, "docs/deploy/roles.sh")], { env });
    expect(String((await cli("migrate")).stdout)).toMatch(/^applied=[1-9]\d*\nThe database is up to date\.\n$/);
    expect(String((await cli("migrate")).stdout)).toMatch(/^applied=0\n/);
  });

  test("draws pages, answers its health check, can be used by the command line, and stops when it is told", async () => {
    const options = { ...asOther, cwd: out, env: settings() };
    const child = spawn(process.execPath, ["apps/web/.next/front.mjs"], { ...options, stdio: "ignore" });
    onTestFinished(() => void child.kill("SIGKILL"));
    const at = `http://127.0.0.1:${port}`;
    await expect
      .poll(
        () =>
          fetch(`${at}/api/ready`).then(
            ({ status }) => status,
            () => 0,
          ),
        { timeout: 120_000 },
      )
      .toBe(200);
    const page = await (await fetch(`${at}/sign-in`)).text();
    expect(page).toContain("<html");
    const script = /\/_next\/static\/[^"\\]*\.js/.exec(page)?.[0];
    expect((await fetch(at + script)).status).toBe(200);

    const [program = "", ...args]: string[] = JSON.parse(
      /HEALTHCHECK .*\n +CMD (\[.*\])/.exec(readFileSync(path.join(root, "Dockerfile"), "utf8"))?.[1] ?? "",
    );
    await run(program, args, options);
    await expect(run(program, args, { ...options, env: { ...options.env, PORT: "1" } })).rejects.toThrow(
      "Command failed",
    );

    await cli("create-user", "--email", "ann@example.test", "--password", "a long password");
    expect(String((await cli("verify")).stdout)).toBe("clean=1\n");
    // As gzip begins.
    expect((await cli("backup", "-")).stdout.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
    child.kill("SIGTERM");
    expect(await once(child, "exit", { signal: AbortSignal.timeout(12_000) })).toEqual([0, null]);
  });
});
