import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { connect } from "@pipeline/db";
import { startEmbedded, type EmbeddedServer } from "@pipeline/db/embedded";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { commandLine, type Outcome } from "./support/command-line";

const folder = mkdtempSync(path.join(os.tmpdir(), "pipeline-cli-"));
const TRACE = "data/jobs-mlperf-v4.0.csv.gz";
const PRICES = "data/prices.csv";

/** Runs the command line on a data directory of this test's own. */
function cli(...args: string[]): Promise<Outcome> {
  const env = { DATA_DIR: path.join(folder, "data"), DATABASE_URL: "", DATABASE_ADMIN_URL: "", LOG_LEVEL: "info" };
  return commandLine(env, ...args);
}

const importTrace = () => cli("import-jobs", TRACE, "--email", "team@example.test", "--prices", PRICES);

const importBill = (file: string) => cli("import-focus", file, "--email", "bill@example.test");

const asOperator = async (statement: string) => {
  const admin = connect({ ...server.connection, user: "postgres", database: "pipeline" }, { max: 1 });
  const rows = await admin.sql.unsafe<{ value: string }[]>(statement);
  await admin.close();
  return rows[0]?.value;
};

let first: Outcome;
let server: EmbeddedServer;
beforeAll(async () => {
  // Without a server that is up; the others join one, as they would beside a running application.
  first = await cli(
    "create-user",
    "--email",
    "ada@example.test",
    "--password",
    "correct horse",
    "--time-zone",
    "Asia/Kolkata",
  );
  server = await startEmbedded({ dataDir: path.join(folder, "data") });
}, 120_000);
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe("create-user", () => {
  test("makes an account on a fresh data directory and prints its id alone", async () => {
    expect(first).toMatchObject({ code: 0, stdout: expect.stringMatching(/^id=[0-9a-f-]{36}\n$/) });
    expect(await asOperator("select time_zone as value from account_settings")).toBe("Asia/Kolkata");
    const entry = "select concat_ws(' ', action, outcome, actor) as value from audit_entries order by at limit 1";
    expect(await asOperator(entry)).toBe("auth.signUp done system");
  });

  test("refuses an e-mail that has an account, in a sentence", async () => {
    expect(await cli("create-user", "--email", "Ada@example.test", "--password", "correct horse")).toEqual({
      code: 1,
      stdout: "",
      stderr: "An account with the e-mail Ada@example.test exists already.\n",
    });
  });
});

describe("create-api-key", () => {
  test("prints id and key, a line each, with the scopes of a trainer", async () => {
    const { code, stdout, stderr } = await cli("create-api-key", "--email", "ada@example.test", "--name", "ci");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^id=[0-9a-f-]{36}\nkey=pk_\w{20,}\n$/);
    const stored = await asOperator("select permissions as value from api_keys where name = 'ci'");
    expect(JSON.parse(stored ?? "")).toEqual({ jobs: ["report"], costs: ["write"] });
    // What is kept is what requests are compared with, and not the key.
    const [, id = "", key = ""] = /^id=(.*)\nkey=(.*)\n$/.exec(stdout) ?? [];
    const hash = createHash("sha256").update(key).digest("base64url");
    expect(await asOperator("select key as value from api_keys where name = 'ci'")).toBe(hash);
    const entry =
      "select concat_ws(' ', action, outcome, actor, subject) as value from audit_entries order by at desc limit 1";
    expect(await asOperator(entry)).toBe(`apiKeys.create done system ${id}`);
  });

  test("takes scopes in one word or in several, and refuses an unknown account", async () => {
    const args = ["--name", "several", "--scopes", "jobs:read costs:read", "--scopes", "jobs:write"];
    expect(await cli("create-api-key", "--email", "ada@example.test", ...args)).toMatchObject({ code: 0 });
    const stored = await asOperator("select permissions as value from api_keys where name = 'several'");
    expect(JSON.parse(stored ?? "")).toEqual({ jobs: ["read", "write"], costs: ["read"] });
    expect(await cli("create-api-key", "--email", "nobody@example.test", ...args)).toEqual({
      code: 1,
      stdout: "",
      stderr: "There is no account with the e-mail nobody@example.test.\n",
    });
  });
});

describe("import-jobs", () => {
  test("stops at missing prices before anything is written, and names them all", async () => {
    const few = path.join(folder, "few.csv");
    writeFileSync(few, "gpu_type,usd_per_gpu_hour\nNVIDIA H100-SXM5-80GB,2.95\n");
    const { code, stdout, stderr } = await cli("import-jobs", TRACE, "--email", "team@example.test", "--prices", few);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^No price for: AMD Radeon RX 7900 XTX; .*NVIDIA L40S; TPU-v5p\. Nothing was imported\.\n$/);
    expect(await asOperator("select count(*) as value from users where email = 'team@example.test'")).toBe("0");
  });

  test("makes the account, imports the real trace with its exact total, and nothing the second time", async () => {
    expect(await importTrace()).toEqual({
      code: 0,
      stdout: "imported=1949\nalready_there=0\ntotal=93532.95547780\ntotal_exact=93532.95547779827\n",
      stderr: "Made the account team@example.test, without a password.\n",
    });
    expect(await importTrace()).toEqual({
      code: 0,
      stdout: "imported=0\nalready_there=1949\ntotal=93532.95547780\ntotal_exact=93532.95547779827\n",
      stderr: "",
    });
  });
});

describe("import-focus", () => {
  test("refuses a file with another currency before anything is written", async () => {
    const file = path.join(folder, "euro.csv");
    writeFileSync(file, "BilledCost,BillingCurrency,ChargePeriodStart\n1,EUR,2024-09-01 00:00:00\n");
    expect(await importBill(file)).toEqual({
      code: 1,
      stdout: "",
      stderr: `${file}, line 2, BillingCurrency: This installation counts in USD, not in EUR. Nothing was imported.\n`,
    });
    expect(await asOperator("select count(*) as value from users where email = 'bill@example.test'")).toBe("0");
  });

  test("makes the account, imports a real bill with its exact sum, and nothing the second time", async () => {
    expect(await importBill("data/focus-1.0-sample.csv.gz")).toEqual({
      code: 0,
      stdout: "imported=500\nalready_there=0\ntotal_exact=14.66598547521\n",
      stderr: "Made the account bill@example.test, without a password.\n",
    });
    expect(await importBill("data/focus-1.0-sample.csv.gz")).toEqual({
      code: 0,
      stdout: "imported=0\nalready_there=500\ntotal_exact=14.66598547521\n",
      stderr: "",
    });
  });
});

describe("import-prices", () => {
  test("finds the prices of a fresh database there already", async () => {
    expect(await cli("import-prices", PRICES)).toMatchObject({ code: 0, stdout: "added=0\nended=0\nunchanged=10\n" });
  });
});

describe("price-changes", () => {
  test("prints what a fresh catalogue and each import have changed, before and after, from a day on", async () => {
    const file = path.join(folder, "=summer.csv");
    writeFileSync(file, "gpu_type,usd_per_gpu_hour\nB300,0.100000000000\n");
    await cli("import-prices", file);
    writeFileSync(file, "gpu_type,usd_per_gpu_hour\nB300,0.000000000001\n");
    expect(await cli("import-prices", "--replace", file)).toMatchObject({
      stdout: expect.stringContaining("replaced=1"),
    });
    const { code, stdout, stderr } = await cli("price-changes");
    expect([code, stderr]).toEqual([0, ""]);
    const [head = "", ...lines] = stdout.trimEnd().split("\r\n");
    expect(head).toMatch(/^at,import_id,file,file_sha256,change,.*,price_before,price_after,/);
    expect(lines).toHaveLength(13);
    expect(lines.filter((line) => line.includes(",added,"))).toHaveLength(12);
    const sum = createHash("sha256").update("gpu_type,usd_per_gpu_hour\nB300,0.000000000001\n").digest("hex");
    expect(lines.at(-1)).toMatch(
      new RegExp(`^\\d.*Z,[0-9a-f-]{36},'=summer.csv,${sum},replaced,.*,gpu_hour,B300,,,,,0.1,0.000000000001,`),
    );
    expect(await cli("price-changes", "--since", "2000-01-01")).toMatchObject({ stdout });
    expect(await cli("price-changes", "--since", "2099-01-01")).toEqual({ code: 0, stdout: `${head}\r\n`, stderr: "" });
  });

  test("refuses a day that is none, in a sentence", async () => {
    expect(await cli("price-changes", "--since", "2026-02-30")).toEqual({
      code: 1,
      stdout: "",
      stderr: '--since takes a day or an instant, like 2026-03-01 or 2026-03-01T08:00:00Z, and not "2026-02-30".\n',
    });
  });
});

describe("verify", () => {
  test("is clean, then tells the first row that was tampered with, and fails", async () => {
    expect(await cli("verify")).toMatchObject({ code: 0, stdout: "clean=3\n" });
    await asOperator("update job_rollups set amount = amount + 1 where day = (select min(day) from job_rollups)");
    const { code, stdout } = await cli("verify", "--email", "team@example.test");
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^table=job_rollups\nkey=user_id=\S+ day=\S+ job_id=\S+\nstored=amount .*\nrecomputed=amount .*\n$/,
    );
  });
});
