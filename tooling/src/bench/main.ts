import { Command } from "commander";
import { explain } from "../cli/explain";

// The table of contents: one module a benchmark, loaded when it is asked for.
const BENCHMARKS = new Map<string, () => Promise<{ command: Command }>>([
  ["age", () => import("./age")],
  ["bundle", () => import("./bundle")],
  ["http", () => import("./http")],
  ["inbox", () => import("./inbox")],
  ["ingest", () => import("./ingest")],
  ["live", () => import("./live")],
  ["meter", () => import("./meter")],
  ["records", () => import("./records")],
  ["start", () => import("./start")],
  ["summary", () => import("./summary")],
  ["types", () => import("./types")],
]);

const [name] = process.argv.slice(2);
const wanted = BENCHMARKS.get(name ?? "");
try {
  if (name !== undefined && !name.startsWith("-") && !wanted) {
    throw new Error(`There is no benchmark ${name}. There are ${[...BENCHMARKS.keys()].join(", ")}.`);
  }
  const commands = await Promise.all(
    [...(wanted ? [wanted] : BENCHMARKS.values())].map(async (load) => (await load()).command),
  );
  const program = new Command("bench")
    .usage("[name] [options]")
    .description(
      "Each benchmark beside its baselines in one run: a table here, all figures as JSON in .bench/. Without a name all of them, which takes an hour.",
    )
    .action(async () => {
      for (const command of commands) await command.parseAsync([], { from: "user" });
    });
  for (const command of commands) program.addCommand(command);
  await program.parseAsync();
} catch (error) {
  console.error(await explain(error));
  process.exitCode = 1;
}
