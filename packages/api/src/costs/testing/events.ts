import type { RecordCost } from "@pipeline/core/costs";
import { fromUnits } from "@pipeline/core/money";

/** What a writer process is told on its command line. */
export type WriterOrder = {
  target: { host: string; port: number; user: string; password?: string; database: string };
  userId: string;
  /** Milliseconds since 1970, the same for every writer. */
  now: number;
  /** Numbers of the events it sends, in this order. */
  events: readonly number[];
  batch: number;
};

const MINUTE = 60_000;

/** The nth event of a run, always the same: an odd amount, somewhere in the last 50 days, in one of three projects. */
export function eventOf(n: number, now: number): RecordCost {
  const units = BigInt(n) * 7_919_000_000_003n * 13n;
  return {
    costType: n % 5 === 0 ? "labels" : "storage",
    amount: fromUnits(units % 10n ** 12n),
    recordedAt: new Date(now - ((n * 7) % 72_000) * MINUTE).toISOString(),
    ...(n % 3 !== 0 && { project: `project ${n % 3}` }),
    idempotencyKey: `event ${n}`,
  };
}
