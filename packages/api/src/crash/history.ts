import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

/** A cost that a client sends under a key, for a project. */
export type Post = { deed: "post"; key: string; amount: string; project: string };
type Read = { deed: "read" };

/**
 * How an attempt went on: `ok` was acknowledged, `fail` was refused and has done nothing, of `info` nobody knows, as of an
 * attempt that has no end in the history.
 */
type Step =
  | { step: "invoke" | "fail" | "info" }
  /** The id of the record. */
  | { step: "ok"; id: string }
  /** What each project has come to. */
  | { step: "ok"; sums: Record<string, string> };

/** A line of a history; `at` in ms. The order of the lines is the order in which it happened. */
export type Line = { attempt: number; at: number } & Step & (Post | Read);

/** An attempt that has begun. */
export type Attempt = {
  ok(answer: { id: string } | { sums: Record<string, string> }): void;
  fail(): void;
  info(): void;
};

/** What clients saw, written down while it happens, outside of all that may be killed. */
export type History = {
  /** Where it is, for whoever looks into a failure. */
  readonly file: string;
  begin(deed: Post | Read): Attempt;
  read(): Line[];
  remove(): void;
};

/** An empty history in a file of its own. */
export function createHistory(): History {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), "pipeline-history-")), "history.jsonl");
  let attempts = 0;
  const write = (line: object) => appendFileSync(file, `${JSON.stringify(line)}\n`);
  writeFileSync(file, "");
  return {
    file,
    begin(deed) {
      const attempt = (attempts += 1);
      const step = (what: Step) => write({ attempt, at: Date.now(), ...what, ...deed });
      step({ step: "invoke" });
      return {
        ok: (answer) => step({ step: "ok", ...answer }),
        fail: () => step({ step: "fail" }),
        info: () => step({ step: "info" }),
      };
    },
    read: () =>
      readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Line),
    remove: () => rmSync(path.dirname(file), { recursive: true }),
  };
}
