import { mkdtempSync, readFileSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { describe, expect, test } from "vitest";
import { readEnv, Settings } from "./env";

const SECRET = "0123456789abcdef0123456789abcdef";
const OWN = { DATABASE_URL: "postgres://pipeline@db.test/pipeline", BETTER_AUTH_SECRET: SECRET };
const dataDir = () => mkdtempSync(path.join(os.tmpdir(), "pipeline-env-"));

describe("the embedded default", () => {
  test("needs no setting, and an empty one is an unset one", () => {
    const empty = Object.fromEntries(Object.keys(Settings.shape).map((name) => [name, ""]));
    const DATA_DIR = dataDir();
    expect(readEnv({ ...empty, DATA_DIR })).toMatchObject({
      databaseUrl: undefined,
      dataDir: DATA_DIR,
      port: 3000,
      host: "127.0.0.1",
      appUrl: "http://localhost:3000",
      signUp: "open",
      demo: true,
      currency: "USD",
      logLevel: "info",
      metricsToken: undefined,
      warnings: [],
    });
  });

  test("makes a secret once and keeps it for its owner alone", () => {
    const DATA_DIR = path.join(dataDir(), "made", "when missing");
    const { secret } = readEnv({ DATA_DIR });
    expect(Buffer.from(secret, "base64url")).toHaveLength(32);
    expect(readEnv({ DATA_DIR }).secret).toBe(secret);
    expect(statSync(path.join(DATA_DIR, "secret")).mode & 0o777).toBe(0o600);
    expect(readEnv({ DATA_DIR, BETTER_AUTH_SECRET: SECRET }).secret).toBe(SECRET);
  });

  test("keeps its data beside the project, wherever it is started", () => {
    const { dataDir: resolved } = readEnv({ DATA_DIR: ".data", BETTER_AUTH_SECRET: SECRET });
    expect(resolved).toBe(path.join(projectRoot(), ".data"));
  });
});

test("an own database has no demo unless it is asked for, and needs a secret", () => {
  expect(readEnv(OWN).demo).toBe(false);
  expect(readEnv({ ...OWN, DEMO: "1" }).demo).toBe(true);
  expect(() => readEnv({ DATABASE_URL: OWN.DATABASE_URL })).toThrow(
    "BETTER_AUTH_SECRET is required with DATABASE_URL.",
  );
});

test("the address follows the port and is kept as an origin", () => {
  expect(readEnv({ ...OWN, PORT: "8080" }).appUrl).toBe("http://localhost:8080");
  expect(readEnv({ ...OWN, APP_URL: "https://Pipeline.Example.com/" }).appUrl).toBe("https://pipeline.example.com");
});

test("a demo that others can reach is warned of", () => {
  expect(readEnv({ ...OWN, DEMO: "1", HOST: "0.0.0.0" }).warnings).toEqual([expect.stringContaining("HOST=0.0.0.0")]);
  expect(readEnv({ ...OWN, DEMO: "0", HOST: "0.0.0.0" }).warnings).toEqual([]);
});

test("one message names every setting that is wrong, and none of their values", () => {
  const wrong = {
    DATABASE_URL: "mysql://root:hunter2@db",
    DATABASE_READ_URL: "nowhere",
    PORT: "70000",
    HOST: "a b",
    APP_URL: "https://pipeline.example.com/app",
    BETTER_AUTH_SECRET: "short",
    SIGN_UP: "maybe",
    DEMO: "yes",
    CURRENCY: "usd",
    LOG_LEVEL: "loud",
  };
  const complain = () => readEnv(wrong);
  for (const name of Object.keys(wrong)) expect(complain).toThrow(`  ${name} must`);
  expect(complain).not.toThrow("hunter2");
  expect(() => readEnv({ DATA_DIR: dataDir(), DATABASE_ADMIN_URL: OWN.DATABASE_URL })).toThrow(
    "DATABASE_ADMIN_URL needs DATABASE_URL.",
  );
  const nameless = { ...OWN, DATABASE_URL: "postgres:///pipeline?host=/run/postgresql", DATA_DIR: dataDir() };
  expect(readEnv(nameless)).toMatchObject({ databaseUrl: nameless.DATABASE_URL });
  expect(() => readEnv({ ...nameless, DATABASE_ADMIN_URL: OWN.DATABASE_URL })).toThrow(
    "  DATABASE_URL has to name its user where DATABASE_ADMIN_URL is set",
  );
});

test(".env.example lists every setting, each once, and is itself valid", () => {
  const lines = readFileSync(path.join(projectRoot(), ".env.example"), "utf8").split("\n");
  const settings = lines.filter((line) => line !== "" && !line.startsWith("#")).map((line) => line.split("="));
  const names = settings.map(([name]) => name);
  expect(names).toHaveLength(new Set(names).size);
  expect(new Set(names)).toEqual(new Set(Object.keys(Settings.shape)));
  const example = Object.fromEntries(settings) as Record<string, string>;
  expect(readEnv({ ...example, DATA_DIR: dataDir() })).toMatchObject({ port: 3000, signUp: "open" });
});
