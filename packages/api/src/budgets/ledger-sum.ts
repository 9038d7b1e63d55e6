import { fromUnits, toUnits } from "@pipeline/core/money";
import { costRollups } from "@pipeline/db/schema";
import { and, eq, gte, lt, sql } from "drizzle-orm";
import type { Scope } from "../ctx";
import type { PeriodRow } from "./chain";

/** What the ledger holds of a budget's scope in a period; periods begin and end at quarter hours, as roll-ups do. */
export async function ledgerSum(
  { tx, userId }: Scope,
  { project }: { project: string | null },
  { periodStart, periodEnd }: Pick<PeriodRow, "periodStart" | "periodEnd">,
): Promise<string> {
  const [row] = await tx
    .select({ amount: sql<string>`coalesce(sum(${costRollups.amount}), 0)` })
    .from(costRollups)
    .where(
      and(
        eq(costRollups.userId, userId),
        eq(costRollups.grain, "quarter"),
        gte(costRollups.bucket, periodStart),
        lt(costRollups.bucket, periodEnd),
        project === null ? undefined : eq(costRollups.project, project),
      ),
    );
  return fromUnits(toUnits(row?.amount ?? "0"));
}
