import { TABLES } from "./tables";
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

const AUTH_TABLES = ["users", "sessions", "accounts", "verifications", "api_keys", "rate_limits"];
/** The door writes down who came and went, and cannot read it. */
const AUTH_LOG = "audit_entries";

/** Gives the two roles what they need and nothing else. Run by the owner after each migration; repeatable. */
export async function grant(owner: Target, appRole: string, authRole: string): Promise<void> {
  const sql = client(owner, { max: 1 });
  const app = `"${appRole}"`;
  const auth = `"${authRole}"`;
  const statements = [
    // Others may have tables beside ours.
    `REVOKE ALL ON ${TABLES.join(", ")} FROM ${app}, ${auth}`,
    `GRANT USAGE ON SCHEMA public TO ${app}, ${auth}`,
    ...Object.entries(APP_GRANTS).map(([table, rights]) => `GRANT ${rights} ON ${table} TO ${app}`),
    ...AUTH_TABLES.map((table) => `GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO ${auth}`),
    `GRANT INSERT ON ${AUTH_LOG} TO ${auth}`,
    // Sharded databases carry the identity to the workers; elsewhere without effect.
    `ALTER ROLE ${app} SET citus.propagate_set_commands = 'local'`,
  ];
  try {
    await sql.begin(async (tx) => {
      // Two processes that start together would update the same catalogue rows.
      await tx`select pg_advisory_xact_lock(7116502)`;
      for (const statement of statements.slice(0, -1)) await tx.unsafe(statement);
    });
    await sql.unsafe(statements.at(-1) ?? "").catch(() => {});
  } finally {
    await sql.end({ timeout: 5 });
  }
}
