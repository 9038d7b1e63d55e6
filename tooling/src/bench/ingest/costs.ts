import type { RecordCost } from "@pipeline/core/costs";
import { fromUnits } from "@pipeline/core/money";

const TYPES = ["inference", "egress", "labelling"] as const;
const PROJECTS = ["support-bot", "search", "evaluation"] as const;
const AMOUNTS = 99_991n;
const MICRO = 1_000_000n;

/** The `n`-th cost of an account, always the same: as it has arisen, now. */
export function costOf(n: number): RecordCost {
  return {
    costType: TYPES[n % TYPES.length] ?? TYPES[0],
    amount: fromUnits(unitsOf(n)),
    project: PROJECTS[n % PROJECTS.length] ?? PROJECTS[0],
    details: { model: "llama-3-8b", tokens: 1000 + (n % 1000) },
    idempotencyKey: `bench-${n}`,
  };
}

/** What a process sends every few minutes: a cost of each of the last `size` seconds. */
export function gathered(from: number, size: number): RecordCost[] {
  const now = Date.now();
  return Array.from({ length: size }, (_, i) => ({
    ...costOf(from + i),
    recordedAt: new Date(now - i * 1000).toISOString(),
  }));
}

/** What the first `count` costs of an account come to. */
export function totalOf(count: number): string {
  let units = 0n;
  for (let n = 0; n < count; n++) units += unitsOf(n);
  return fromUnits(units);
}

const unitsOf = (n: number) => (1n + ((BigInt(n) * 7919n) % AMOUNTS)) * MICRO;
