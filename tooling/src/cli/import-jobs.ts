import { systemKey } from "@pipeline/api/costs/ledger";
import { importJobs, type TraceJob } from "@pipeline/api/jobs/import";
import { priceTrace, readTrace } from "@pipeline/api/jobs/trace-file";
import { readPrices } from "@pipeline/api/prices/file";
import { fromUnits, roundTo, toUnits } from "@pipeline/core/money";
import { Command } from "commander";
import { findOrMakeUser } from "./find-or-make-user";
import { actFor, withInstallation, type Installation } from "./installation";
import { withProgress } from "./progress";

type Options = { email: string; prices: string; projectColumn: string };

const SHOWN_DECIMALS = 8;

export const command = new Command("import-jobs")
  .description("imports finished jobs from a trace with their costs; a second time imports nothing")
  .argument("<file>", "CSV, may be gzipped: job_id, gpu_type, gpu_count, submitted_ms, started_ms, ended_ms, status, …")
  .requiredOption("--email <email>", "whose jobs they are; the account is made when it is missing, without a password")
  .requiredOption("--prices <file>", "CSV: gpu_type, usd_per_gpu_hour; they apply to this import alone")
  .option("--project-column <column>", "the column that names the project", "user")
  .action(async (file: string, options: Options) => {
    const prices = new Map((await readPrices(options.prices)).map(({ gpuType, price }) => [gpuType, price]));
    const trace = priceTrace(await readTrace(file, options.projectColumn), prices);
    await withInstallation((installation) => run(installation, options.email, trace));
  });

async function run(installation: Installation, email: string, trace: readonly TraceJob[]): Promise<void> {
  const userId = await findOrMakeUser(installation, email);
  const { imported } = await withProgress(trace.length, (onProgress) =>
    importJobs(actFor(installation, userId), trace, onProgress),
  );
  const total = await totalOf(installation, userId, trace);
  console.log(`imported=${imported}\nalready_there=${trace.length - imported}`);
  console.log(`total=${roundTo(total, SHOWN_DECIMALS)}\ntotal_exact=${total}`);
}

/** What the jobs of the trace cost, as the database has it. */
async function totalOf({ database }: Installation, userId: string, trace: readonly TraceJob[]): Promise<string> {
  const keys = trace.map(({ key }) => systemKey(`import:${key}`));
  const [row] = await database.owner.sql<{ total: string }[]>`
    select coalesce(sum(current_cost), 0) as total from lora_training_jobs
    where user_id = ${userId} and idempotency_key = any(${keys})`;
  return fromUnits(toUnits(row?.total ?? "0"));
}
