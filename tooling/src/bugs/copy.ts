import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { projectRoot } from "@pipeline/db";
import type { Bug } from "./bugs";
import { outcomeOf, type Outcome } from "./outcome";

/** The repository as it was committed, beside it, with its dependencies. */
export type Copy = {
  /** Runs test files, until one test has failed. */
  run(tests: readonly string[]): Outcome;
  apply(bug: Bug): void;
  /** Takes back what was applied. */
  mend(): void;
  remove(): void;
};

/** Makes one in a folder of its own. Throws when the dependencies cannot be installed. */
export function copyRepository(): Copy {
  const root = projectRoot();
  const folder = path.join(mkdtempSync(path.join(tmpdir(), "pipeline-bugs-")), "copy");
  const git = (...args: string[]) => execFileSync("git", args, { cwd: folder, stdio: "pipe" });
  const { devEngines } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));
  execFileSync("git", ["clone", "--quiet", "--shared", root, folder]);
  const pnpm = ["--yes", `pnpm@${devEngines.packageManager.version}`];
  const install = ["install", "--frozen-lockfile", "--prefer-offline", "--silent"];
  execFileSync("npx", [...pnpm, ...install], { cwd: folder, stdio: "inherit", env: { ...process.env, CI: "true" } });
  return {
    run(tests) {
      const report = path.join(path.dirname(folder), "report.json");
      rmSync(report, { force: true });
      const args = ["vitest", "run", "--bail", "1", "--reporter=json", `--outputFile=${report}`, ...tests];
      const { status } = spawnSync("npx", args, { cwd: folder, stdio: "ignore" });
      return outcomeOf(status, existsSync(report) ? readFileSync(report, "utf8") : undefined);
    },
    apply: (bug) => void git("apply", "--whitespace=nowarn", path.join(root, bug.file)),
    mend: () => void git("checkout", "--quiet", "--", "."),
    remove: () => rmSync(path.dirname(folder), { recursive: true, force: true }),
  };
}
