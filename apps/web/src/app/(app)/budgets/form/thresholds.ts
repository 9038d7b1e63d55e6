import { CreateBudget } from "@pipeline/core/budgets";

const READ = CreateBudget.shape.thresholds;

/** Thresholds with the one that is typed, "90" or "90%"; an empty field adds none. Or what is wrong with it. */
export function withTyped(
  thresholds: readonly number[],
  typed: string,
): { thresholds: number[] } | { complaint: string } {
  const text = typed.trim().replace(/\s*%$/, "");
  if (text === "") return { thresholds: [...thresholds] };
  if (!/^\d+$/.test(text)) return { complaint: "Must be a whole number of percent, like 90." };
  const threshold = Number(text);
  if (thresholds.includes(threshold)) return { complaint: `${threshold}% is there already.` };
  const read = READ.safeParse([...thresholds, threshold]);
  if (read.success) return { thresholds: read.data };
  return { complaint: read.error.issues[0]?.message ?? "Cannot be a threshold." };
}
