import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { describe, expect, test } from "vitest";
import { seededBugs } from "../src/bugs/bugs";

describe("the seeded bugs", () => {
  test("are twelve at least", () => {
    expect(seededBugs().length).toBeGreaterThanOrEqual(12);
  });

  test.each(seededBugs())("$name applies to what is here, and names tests that exist", ({ file, what, tests }) => {
    execFileSync("git", ["apply", "--check", file], { cwd: projectRoot(), stdio: "pipe" });
    expect(what).toMatch(/\.$/);
    expect(tests.length).toBeGreaterThan(0);
    for (const name of tests) expect(existsSync(path.join(projectRoot(), name)), name).toBe(true);
  });
});
