import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { vi } from "vitest";

/** Are those asked that start servers and fill them, twelve seconds each? In a job of their own (BENCHES=1) and by `pnpm test:long`. */
export const asksServers = process.env["BENCHES"] === "1";

/** Runs a benchmark in this process, which has loaded the application; answers what it printed and what it wrote. */
export async function runBenchmark({ command }: { command: Command }, options: readonly string[]) {
  const print = vi.spyOn(console, "log").mockImplementation(() => {});
  const progress = vi.spyOn(console, "error").mockImplementation(() => {});
  try {
    await command.parseAsync(options, { from: "user" });
    const output = print.mock.calls.flat().join("\n");
    const [, file] = /all figures: (.+)/.exec(output) ?? [];
    return { output, written: JSON.parse(readFileSync(file ?? "", "utf8")) };
  } finally {
    print.mockRestore();
    progress.mockRestore();
  }
}
