import { client, type Target } from "./target";

const APP_GRANTS: Record<string, string> = {
  account_settings: "SELECT, INSERT, UPDATE",
  lora_training_jobs: "SELECT, INSERT, UPDATE",
  lora_job_events: "SELECT, INSERT",
  lora_artifacts: "SELECT, INSERT, UPDATE",
  // The ledger: what is written stays.
  lora_cost_records: "SELECT, INSERT",
  // A changed time zone cuts the days anew.
  cost_rollups: "SELECT, INSERT, UPDATE, DELETE",
  job_rollups: "SELECT, INSERT, UPDATE",
  lora_notifications: "SELECT, INSERT, UPDATE",
  inbox_state: "SELECT, INSERT, UPDATE",
  budgets: "SELECT, INSERT, UPDATE, DELETE",
  budget_periods: "SELECT, INSERT, UPDATE, DELETE",
  day_checks: "SELECT, INSERT",
  reratings: "SELECT, INSERT",
  // Like the ledger.
  audit_entries: "SELECT, INSERT",
  prices: "SELECT",
  installation: "SELECT",
};

const AUTH_TABLES = ["users", "sessions", "accounts", "verifications", "api_keys", "rate_limits", "limit_counts"];
/** The door writes down who came and went, and cannot read it. */
const AUTH_LOG = "audit_entries";

/** Gives the two roles what they need and nothing else. Run by the owner after each migration; repeatable. */
export async function grant(owner: Target, appRole: string, authRole: string): Promise<void> {
  // A sharded database refuses grants on tables that refer to each other over several connections to a node.
  const sql = client(owner, { max: 1, connection: { "citus.multi_shard_modify_mode": "sequential" } });
  const app = `"${appRole}"`;
  const auth = `"${authRole}"`;
  const statements = [
    `REVOKE ALL ON ALL TABLES IN SCHEMA public FROM ${app}, ${auth}`,
    `GRANT USAGE ON SCHEMA public TO ${app}, ${auth}`,
    ...Object.entries(APP_GRANTS).map(([table, rights]) => `GRANT ${rights} ON ${table} TO ${app}`),
    ...AUTH_TABLES.map((table) => `GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO ${auth}`),
    `GRANT INSERT ON ${AUTH_LOG} TO ${auth}`,
  ];
  try {
    await sql.begin(async (tx) => {
      // Two processes that start together would update the same catalogue rows.
      await tx`select pg_advisory_xact_lock(7116502)`;
      for (const statement of statements) await tx.unsafe(statement);
    });
    // In a sharded database for whom a transaction speaks, and how long it waits for a lock, must reach the workers;
    // elsewhere without effect. `distribute` says so where this login may not.
    for (const role of [app, auth, "CURRENT_USER"]) {
      await sql.unsafe(`ALTER ROLE ${role} SET citus.propagate_set_commands = 'local'`).catch(() => {});
    }
  } finally {
    await sql.end({ timeout: 5 });
  }
}
