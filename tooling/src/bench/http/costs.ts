import type { App } from "@pipeline/api/http";
import { recordBatch } from "@pipeline/api/costs/record-batch";
import { toInstant } from "@pipeline/core/instant";
import { actFor } from "../support/callers";

const TYPES = ["compute", "storage", "egress", "inference"];
const DAY_MS = 86_400_000;
const BATCH = 500;

/** Books costs of the two months that are over for each user, evenly over their days. */
export async function recordMonths(app: App, users: readonly string[], perUser: number): Promise<void> {
  const now = new Date();
  const to = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
  const from = to - 60 * DAY_MS;
  const records = Array.from({ length: perUser }, (_, n) => ({
    costType: TYPES[n % TYPES.length] ?? "",
    amount: `${1 + (n % 97)}.${String(n % 1_000).padStart(3, "0")}`,
    recordedAt: toInstant(from + Math.floor((n * (to - from)) / perUser)),
    idempotencyKey: `bench-${n}`,
  }));
  for (const user of users) {
    for (let n = 0; n < records.length; n += BATCH) {
      await recordBatch(actFor(app, user), { items: records.slice(n, n + BATCH) });
    }
  }
}
