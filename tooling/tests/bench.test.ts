import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type Case, inTurns, quantile, repeated, timesAsFast } from "../src/bench/support/run";

const PACE = { rounds: 3, roundMs: 1, warmUpMs: 0 };

afterEach(() => void vi.restoreAllMocks());

describe("measuring", () => {
  test("gives each case its turn in every round, after all are warm", async () => {
    const turns: string[] = [];
    const noted = (name: string): Case => ({
      name,
      round: async (ms) => {
        turns.push(`${name}${ms}`);
        return ms === 0 ? [1_000] : [1, 2, 3];
      },
    });
    const measured = await inTurns([noted("a"), noted("b")], PACE);
    expect(turns).toEqual(["a0", "b0", "a1", "b1", "a1", "b1", "a1", "b1"]);
    expect(measured[1]).toMatchObject({ name: "b", p50: 2, p95: 3, p99: 3, calls: 9 });
  });

  test("keeps as many callers busy as it is told, each until the time is over", async () => {
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => now);
    const waiting: (() => void)[] = [];
    const call = () => new Promise<void>((resolve) => void waiting.push(resolve));
    const answerAll = async (at: number) => {
      now = at;
      expect(waiting).toHaveLength(3);
      for (const answer of waiting.splice(0)) answer();
      await Promise.resolve();
    };
    const round = repeated("three", 3, call).round(10);
    await answerAll(4);
    await answerAll(11);
    expect(await round).toEqual([4, 4, 4, 7, 7, 7]);
  });

  test("takes the nearest rank", () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect([0, 0.5, 0.95, 1].map((q) => quantile(hundred, q))).toEqual([1, 50, 95, 100]);
    expect(quantile([], 0.5)).toBeNaN();
  });

  test("compares round by round: a noisy minute meets both", () => {
    const one = { name: "", perSecond: 0, p50: 0, p95: 0, p99: 0, calls: 0, cpuMs: 0 };
    expect(timesAsFast({ ...one, rounds: [20, 2, 200] }, { ...one, rounds: [10, 1, 50] })).toBe(2);
  });
});

test("pnpm bench inbox prints its tables and writes what it found", () => {
  const main = path.join(projectRoot(), "tooling/src/bench/main.ts");
  const small = ["--rows=400", "--users=2", "--rounds=1", "--round-ms=30", "--at-once=2"];
  const output = execFileSync(process.execPath, ["--import", "tsx", main, "inbox", ...small], { encoding: "utf8" });
  expect(output).toContain("Idle polls");
  const [, file] = /all figures: (.+)/.exec(output) ?? [];
  const written = JSON.parse(readFileSync(file ?? "", "utf8"));
  expect(written.facts).toMatchObject({ rows: 400, users: 2 });
  expect(written.facts.measured).toHaveLength(12);
});
