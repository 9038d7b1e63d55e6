import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import type { Case, Round } from "../support/run";
import { AT_ONCE } from "./people";
import { BODY_HASH, COLUMNS } from "./rows";

export type Server = { host: string; port: number; user: string; database: string };

const run = promisify(execFile);

/** No vacuum, as many clients as we have callers, each transaction in a log. */
const HOW = [
  "--no-vacuum",
  "--protocol=prepared",
  `--client=${AT_ONCE}`,
  "--jobs=2",
  "--define=n=0",
  "--file=insert.sql",
  "--log",
  "--log-prefix=took",
];

/** What `pgbench --version` says; undefined where there is none. */
export function pgbenchVersion(): string | undefined {
  const { status, stdout } = spawnSync("pgbench", ["--version"], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : undefined;
}

export const NO_PGBENCH =
  "pgbench is left out: there is none in the PATH (Debian: postgresql-contrib, or the server's package, such as postgresql-15)";

/**
 * The record's row alone by pgbench, each client for an account of its own: a prepared statement that commits by itself.
 * A round lasts whole seconds.
 */
export function pgbench(name: string, server: Server, users: readonly string[]): Case {
  let round = 0;
  return { name, round: (ms) => inFolder((folder) => bench(server, scriptOf(users, round++), folder, ms)) };
}

async function bench(
  { host, port, user, database }: Server,
  script: string,
  folder: string,
  ms: number,
): Promise<Round> {
  writeFileSync(path.join(folder, "insert.sql"), script);
  const seconds = Math.max(1, Math.round(ms / 1000));
  const { stdout } = await run(
    "pgbench",
    [`--host=${host}`, `--port=${port}`, `--username=${user}`, ...HOW, `--time=${seconds}`, database],
    { cwd: folder },
  );
  const [, perSecond] = /^tps = ([\d.]+) /m.exec(stdout) ?? [];
  const took = readdirSync(folder)
    .filter((file) => file.startsWith("took"))
    .flatMap((file) => readFileSync(path.join(folder, file), "utf8").trimEnd().split("\n"))
    .map((line) => Number(line.split(" ")[2]) / 1000);
  return { took, lasted: (took.length * 1000) / Number(perSecond) };
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "pipeline-pgbench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function pick(words: readonly string[], type: string): string {
  return `(array[${words.map((word) => `'${word}'`).join(", ")}]::${type}[])`;
}

// `round` makes the keys of each run other ones.
// pgbench takes `:word` for a variable within quotes too: \\x3a is the colon.
function scriptOf(users: readonly string[], round: number): string {
  return `\\set n :n + 1
\\set third :n % 3 + 1
\\set micros :n * 7919 % 99991 + 1
\\set tokens 1000 + :n % 1000
insert into lora_cost_records (${COLUMNS.join(", ")}) values (
  ${pick(users, "uuid")}[:client_id + 1],
  gen_random_uuid(),
  ${pick(["inference", "egress", "labelling"], "text")}[:third],
  :micros * 0.000001,
  jsonb_build_object('model', 'llama-3-8b', 'tokens', :tokens::int),
  date_trunc('month', now())::date, now(), now(),
  ${pick(["support-bot", "search", "evaluation"], "text")}[:third],
  E'caller\\x3abench-${round}-' || :n::text,
  '${BODY_HASH}'
);
`;
}
