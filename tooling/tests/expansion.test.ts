import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { describe, expect, test } from "vitest";
import { lookAt } from "../src/migrations/expansion";
import { statementsOf, tablesMadeBy } from "../src/migrations/statements";

const root = projectRoot();
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const sqlOf = (tag: string) => read(`drizzle/${tag}.sql`);

type Journal = { entries: { tag: string; when: number }[] };
const { entries }: Journal = JSON.parse(read("drizzle/meta/_journal.json"));
const released: { version: string; migration: string } = JSON.parse(read("drizzle/released.json"));
const last = entries.findIndex(({ tag }) => tag === released.migration);
const [old, young] = [entries.slice(0, last + 1), entries.slice(last + 1)];
const known = new Set(old.flatMap(({ tag }) => tablesMadeBy(statementsOf(sqlOf(tag)))));
const changelog = read("CHANGELOG.md");
const [, unreleased = ""] = /^## Unreleased\n([\s\S]*?)(?=^## |$(?![\s\S]))/m.exec(changelog) ?? [];

/** Statements that the previous release lives with although the look cannot see it: how they begin, and why. */
const ACCEPTED: Readonly<Record<string, readonly (readonly [begins: string, why: string])[]>> = {
  "0010_sharding": [["DO ", "it says the same of every policy in other words: each still shows users their own rows"]],
};

const isAccepted = (tag: string, statement: string) =>
  ACCEPTED[tag]?.some(([begins]) => statement.startsWith(begins)) === true;

describe("the release", () => {
  test("that was made last has its migration, and its place in the changelog", () => {
    expect(last).toBeGreaterThan(-1);
    expect(known.size).toBeGreaterThan(15);
    expect(changelog).toContain(`\n## ${released.version}`);
    expect(unreleased.trim()).not.toBe("");
  });

  // An older process takes the newest time for all: what came before it would never be applied.
  test("that comes has migrations that are younger, in their order", () => {
    const times = entries.map(({ when }) => when);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(new Set(times).size).toBe(times.length);
  });

  test.each(young.map(({ tag }) => tag))("that comes only adds, so that the previous one runs on: %s", (tag) => {
    const breaking = lookAt(sqlOf(tag), known).filter(
      ({ how, statement }) => how === "breaks" && !isAccepted(tag, statement),
    );
    expect(breaking).toEqual([]);
  });

  test.each(young.map(({ tag }) => tag))("that comes says in the changelog what writers wait for: %s", (tag) => {
    const waited = lookAt(sqlOf(tag), known).filter(({ how }) => how === "waits");
    const named = waited.map(({ statement }) => /index "?(\w+)"?/i.exec(statement)?.[1] ?? statement);
    expect(named.filter((name) => !unreleased.includes(name))).toEqual([]);
  });
});

const JOBS = new Set(["jobs"]);
const judged = (sql: string) => lookAt(sql, JOBS).map(({ how }) => how);

describe("a look at a migration", () => {
  test.each([
    `CREATE TABLE "x" ("id" int PRIMARY KEY, "of" int NOT NULL, CONSTRAINT "c" CHECK ("of" > 0));`,
    `CREATE TABLE x (id int);--> statement-breakpoint\nALTER TABLE x ADD CONSTRAINT f FOREIGN KEY (id) REFERENCES jobs (id);`,
    `CREATE TABLE x (id int);--> statement-breakpoint\nCREATE UNIQUE INDEX "i" ON "x" USING btree ("id");`,
    `CREATE TABLE x (id int);\nALTER TABLE x ENABLE ROW LEVEL SECURITY;\nCREATE POLICY own ON x USING (true);\nSELECT shard_by_user('x');`,
    `ALTER TABLE "jobs" ADD COLUMN "more" text;`,
    `ALTER TABLE "jobs" ADD COLUMN "lost" boolean DEFAULT false NOT NULL;`,
    `ALTER TABLE jobs ADD COLUMN kind varchar(10) NOT NULL DEFAULT 'DROP TABLE jobs';`,
    `ALTER TABLE jobs ADD COLUMN a numeric(24, 12) DEFAULT '0' NOT NULL, ADD COLUMN b text;`,
    `ALTER TABLE "public"."jobs" SET (autovacuum_vacuum_scale_factor = 0.01, fillfactor = 90);`,
    `ALTER TABLE jobs ALTER COLUMN a SET STATISTICS 1000;`,
    `-- DROP TABLE jobs;\n/* ALTER TABLE jobs RENAME TO x; */ CREATE TABLE y (id int);`,
    `CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $f$ BEGIN DROP TABLE jobs; END $f$;`,
  ])("finds nothing in %s", (sql) => expect(judged(sql)).toEqual([]));

  test.each([
    `DROP TABLE jobs;`,
    `DROP INDEX "jobs_idx";`,
    `ALTER TABLE jobs DROP COLUMN a;`,
    `ALTER TABLE jobs RENAME COLUMN a TO b;`,
    `ALTER TABLE jobs RENAME TO work;`,
    `ALTER TABLE jobs ALTER COLUMN a SET DATA TYPE bigint;`,
    `ALTER TABLE jobs ALTER COLUMN a TYPE bigint;`,
    `ALTER TABLE jobs ALTER COLUMN a SET NOT NULL;`,
    `ALTER TABLE jobs ADD COLUMN a text NOT NULL;`,
    `ALTER TABLE jobs ADD COLUMN a text UNIQUE;`,
    `ALTER TABLE jobs ADD COLUMN a text CHECK (a <> '');`,
    `ALTER TABLE jobs ADD COLUMN a text, DROP COLUMN b;`,
    `ALTER TABLE jobs ADD CONSTRAINT c CHECK (a > 0);`,
    `ALTER TABLE jobs ADD CONSTRAINT c UNIQUE (a);`,
    `ALTER TABLE jobs ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES x (a) NOT VALID;`,
    `CREATE UNIQUE INDEX i ON jobs (a);`,
    `CREATE POLICY own ON jobs USING (true);`,
    `ALTER TABLE jobs ENABLE ROW LEVEL SECURITY;`,
    `ALTER TABLE jobs FORCE ROW LEVEL SECURITY;`,
    `CREATE TRIGGER t BEFORE INSERT ON jobs EXECUTE FUNCTION f();`,
    `CREATE OR REPLACE FUNCTION set_app_user(uid text) RETURNS void AS $$ BEGIN END $$;`,
    `DO $$ BEGIN DROP TABLE jobs; END $$;`,
    `UPDATE jobs SET a = 1;`,
    `DELETE FROM jobs;`,
    `TRUNCATE jobs;`,
    `REVOKE SELECT ON jobs FROM pipeline_app;`,
    `LOCK TABLE jobs;`,
    `CREATE TABLE jobs (id int);\nDROP TABLE jobs;`,
    `CREATE TABLE IF NOT EXISTS jobs (id int); ALTER TABLE jobs ALTER COLUMN a SET NOT NULL;`,
  ])("finds what would break the previous release in %s", (sql) => expect(judged(sql)).toContain("breaks"));

  test.each([
    `CREATE INDEX "jobs_a_idx" ON "jobs" USING btree ("user_id","a");`,
    `ALTER TABLE jobs ADD COLUMN id2 uuid DEFAULT gen_random_uuid() NOT NULL;`,
  ])("finds what writers wait for in %s", (sql) => expect(judged(sql)).toEqual(["waits"]));

  test("finds in the migrations of the past what did break", () => {
    const before = new Set(["budget_periods", "lora_notifications", "budgets"]);
    const found = [...lookAt(sqlOf("0004_pinned"), before), ...lookAt(sqlOf("0005_inbox"), before)];
    const breaking = found.filter(({ how }) => how === "breaks").map(({ statement }) => statement.slice(0, 40));
    expect(breaking).toContain(`ALTER TABLE "budget_periods" ALTER COLUM`);
    expect(breaking).toContain(`DROP INDEX "lora_notifications_feed_idx"`);
  });
});
