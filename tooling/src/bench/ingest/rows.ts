import { randomUUID } from "node:crypto";
import { costOf } from "./costs";

/** The columns that a cost of a caller's fills, as the ledger writes them. */
export const COLUMNS = [
  "user_id",
  "id",
  "cost_type",
  "amount",
  "details",
  "billing_period",
  "recorded_at",
  "created_at",
  "project",
  "idempotency_key",
  "body_hash",
] as const;

/** As long as one of ours; a plain insert has none to compute. */
export const BODY_HASH = "0".repeat(64);

/** The `n`-th cost of an account as a row of texts, `ago` ms old. */
export function rowOf(userId: string, n: number, ago = 0): string[] {
  const { costType, amount, details, project = "", idempotencyKey } = costOf(n);
  const now = Date.now();
  const at = new Date(now - ago).toISOString();
  return [
    userId,
    randomUUID(),
    costType,
    amount,
    JSON.stringify(details),
    `${at.slice(0, 7)}-01`,
    at,
    new Date(now).toISOString(),
    project,
    `caller:${idempotencyKey}`,
    BODY_HASH,
  ];
}
