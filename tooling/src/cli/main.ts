import { existsSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "@pipeline/db/project-root";
import { Command } from "commander";
import { explain } from "./explain";

// One module a command, loaded when it is asked for: a short start for each.
const COMMANDS = new Map<string, () => Promise<{ command: Command }>>([
  ["migrate", () => import("./migrate")],
  ["create-user", () => import("./create-user")],
  ["create-api-key", () => import("./create-api-key")],
  ["import-jobs", () => import("./import-jobs")],
  ["import-focus", () => import("./import-focus")],
  ["import-prices", () => import("./import-prices")],
  ["price-changes", () => import("./price-changes")],
  ["export-ledger", () => import("./export-ledger")],
  ["backup", () => import("./backup")],
  ["restore", () => import("./restore")],
  ["verify", () => import("./verify")],
  ["distribute", () => import("./distribute")],
]);

const settings = path.join(projectRoot(), ".env");
if (existsSync(settings)) process.loadEnvFile(settings);

const program = new Command("cli")
  .usage("<command> [options]")
  .description("Pipeline from the command line. Works while the server runs and while it does not.");
const wanted = COMMANDS.get(process.argv[2] ?? "");
const loaders = wanted ? [wanted] : [...COMMANDS.values()];
try {
  for (const load of loaders) program.addCommand((await load()).command);
  await program.parseAsync();
} catch (error) {
  console.error(await explain(error));
  process.exitCode = 1;
}
