import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { databaseUrl } from "@pipeline/db/testing";
import { createServerProcess, type ServerProcess } from "@pipeline/api/http/testing/server-process";
import { verifyAll } from "@pipeline/api/verify/verify";
import { connect, projectRoot } from "@pipeline/db";
import { afterAll, describe, expect, inject, onTestFinished, test } from "vitest";
import { checkOut } from "../src/migrations/check-out";

/** Which of the previous release's tests are run, as vitest takes it. */
const TESTS = process.env["PREVIOUS_TESTS"] ?? "packages/api/src/costs/ledger packages/api/src/budgets/periods";
const root = projectRoot();
const released: { version: string; commit: string } = JSON.parse(
  readFileSync(path.join(root, "drizzle/released.json"), "utf8"),
);
const folder = mkdtempSync(path.join(os.tmpdir(), "pipeline-previous-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const problem = checkOut(root, released.commit, folder);
if (problem !== undefined) console.warn(`\nThe previous release is not tested: ${problem}.\n`);

/** What the environment of this test says about tests is not for the other's. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_ENV|TEST|DATABASE_|TEST_DATABASE)/.test(name)),
);

describe.skipIf(problem !== undefined)(
  `${released.version} on the schema of this version`,
  { timeout: 7_200_000 },
  () => {
    test("passes its own tests", async () => {
      const suite = mkdtempSync(path.join(os.tmpdir(), "pipeline-previous-suite-"));
      onTestFinished(() => rmSync(suite, { recursive: true, force: true }));
      checkOut(root, released.commit, suite);
      // Its tests make their databases from what lies there.
      rmSync(path.join(suite, "drizzle"), { recursive: true });
      cpSync(path.join(root, "drizzle"), path.join(suite, "drizzle"), { recursive: true });
      const args = [
        "node_modules/vitest/vitest.mjs",
        "run",
        "--project",
        "api",
        "--reporter=json",
        ...TESTS.split(" "),
      ];
      const output = await new Promise<string>((resolve) => {
        const options = { cwd: suite, env: environment, maxBuffer: 1 << 30 };
        execFile(process.execPath, args, options, (_error, stdout, stderr) => resolve(stdout || stderr));
      });
      const report = reportIn(output);
      const failed = report.testResults.flatMap(({ name, message, assertionResults }) => [
        ...(assertionResults.length === 0 ? [`${name}: ${message}`] : []),
        ...assertionResults.filter(({ status }) => status === "failed").map((one) => one.fullName),
      ]);
      expect(failed).toEqual([]);
      expect(report.numPassedTests).toBeGreaterThan(20);
    });

    test("goes on beside it, comes up again beside it, and neither misses what the other writes", async () => {
      const { name, sql, db } = await emptyDatabase();
      const settings = { DATABASE_URL: databaseUrl(name) };
      const old = await createServerProcess(settings, folder);
      onTestFinished(() => old.end());
      const young = await createServerProcess(settings);
      onTestFinished(() => young.end());

      await old.start();
      const needed = await rightsIn(sql);
      const ann = await signUp(old, "ann@example.test");
      await ann.works(old, "1");
      await young.start();
      const given = await rightsIn(sql);
      expect(needed.length).toBeGreaterThan(30);
      expect(needed.filter((right) => !given.includes(right))).toEqual([]);

      // The old one, whose statements are prepared, then the new one.
      await ann.works(old, "2");
      await ann.works(young, "3");
      expect(await ann.total(old)).toEqual(await ann.total(young));
      expect((await old.stop()).code).toBe(0);
      await old.start();
      await ann.works(old, "4");
      const bob = await signUp(young, "bob@example.test");
      await bob.works(old, "1");
      // What the old one took away when it came up.
      await expect.poll(() => rightsIn(sql), { timeout: 30_000 }).toEqual(given);
      await ann.works(young, "5");
      expect(await ann.total(old)).toEqual(await ann.total(young));
      expect(old.complaints).toEqual([]);
      expect(young.complaints).toEqual([]);
      expect(await verifyAll(db)).toEqual({ users: 2, difference: undefined });
    });
  },
);

type Report = {
  numPassedTests: number;
  testResults: { name: string; message: string; assertionResults: { status: string; fullName: string }[] }[];
};

function reportIn(output: string): Report {
  const line = output.split("\n").find((one) => one.startsWith('{"numTotalTestSuites"'));
  if (line === undefined) throw new Error(`The tests could not be run: ${output.slice(0, 2_000)}`);
  return JSON.parse(line);
}

async function emptyDatabase() {
  const { admin } = inject("testServer");
  const name = `pipeline_previous_${process.pid}`;
  const server = connect({ ...admin, database: "postgres" }, { max: 1 });
  await server.sql.unsafe(`create database ${name}`);
  const own = connect({ ...admin, database: name }, { max: 2 });
  onTestFinished(async () => {
    await own.close();
    await server.sql.unsafe(`drop database ${name} with (force)`);
    await server.close();
  });
  return { name, sql: own.sql, db: own.db };
}

/** What requests and the door may do, a line each. */
async function rightsIn(sql: ReturnType<typeof connect>["sql"]): Promise<string[]> {
  const rows = await sql<{ may: string }[]>`
    select concat_ws(' ', grantee, privilege_type, table_name) as may from information_schema.role_table_grants
    where grantee in ('pipeline_app', 'pipeline_auth') and table_schema = 'public' order by 1`;
  return rows.map(({ may }) => may);
}

type Summary = { total: string; recordCount: number; breakdown: object[] };

/** Somebody with an account, and what people do: a job from its start to its end, a cost, a budget, the inbox. */
async function signUp(at: ServerProcess, email: string) {
  const made = await fetch(`${at.url}/api/auth/sign-up/email`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name: "Ann", email, password: "a long password" }),
  });
  const cookie = made.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  const ask = async (server: ServerProcess, url: string, body?: object): Promise<string> => {
    const sent = body && { method: "POST", body: JSON.stringify(body) };
    const headers = { cookie, "content-type": "application/json" };
    const answer = await fetch(server.url + url, { headers, ...sent });
    const told = await answer.text();
    expect([url, answer.ok, told]).toEqual([url, true, told]);
    return told;
  };
  return {
    async works(server: ServerProcess, key: string) {
      const job: { data: { id: string } } = JSON.parse(
        await ask(server, "/api/jobs", { name: key, gpu_type: "H100", unit_price: 3 }),
      );
      const report = (type: string) => ask(server, `/api/jobs/${job.data.id}/events`, { event_id: type, type });
      await report("started");
      await report("completed");
      await ask(server, "/api/trpc/costs.record", { costType: "x", amount: "1.5", idempotencyKey: key });
      await ask(server, "/api/trpc/budgets.create", { name: key, amount: "1", period: "month" });
      for (const page of ["/api/costs", "/api/notifications", "/api/jobs", "/api/ready"]) await ask(server, page);
    },
    /** What the person reads: the same, whoever answers. */
    async total(server: ServerProcess): Promise<object> {
      const input = encodeURIComponent(JSON.stringify({ period: "today" }));
      const summary: { result: { data: Summary } } = JSON.parse(
        await ask(server, `/api/trpc/costs.summary?input=${input}`),
      );
      const { total, recordCount, breakdown } = summary.result.data;
      return { total, recordCount, breakdown };
    },
  };
}
