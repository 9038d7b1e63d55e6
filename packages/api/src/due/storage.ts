import { toInstant } from "@pipeline/core/instant";
import { floorQuarter } from "@pipeline/core/period";
import { artifacts } from "@pipeline/db/schema";
import { and, isNull, lt, or, sql } from "drizzle-orm";
import { inside, writing } from "../ctx";
import { meterStorage } from "../storage/meter";
import { forUser, type DueCtx } from "./actor";
import { BATCH, each } from "./each";

/**
 * Books the storage of every project that is behind a closed quarter hour. Answers how many projects it moved. What was
 * removed and is booked to its end lies behind no quarter hour: the index leaves it out.
 */
export async function storeDue(due: DueCtx): Promise<number> {
  const closed = toInstant(floorQuarter(due.now()));
  const behind = await due.owner
    .select({ userId: artifacts.userId, project: artifacts.project })
    .from(artifacts)
    .where(
      or(and(isNull(artifacts.meteredUntil), lt(artifacts.storedFrom, closed)), lt(artifacts.meteredUntil, closed)),
    )
    .groupBy(artifacts.userId, artifacts.project)
    // In any order: projects whose storage has no price yet stay behind and must not fill every batch.
    .orderBy(sql`random()`)
    .limit(BATCH);
  return each(behind, ({ userId, project }) => store(due, userId, project));
}

/** False where nothing has a price yet. */
function store(due: DueCtx, userId: string, project: string): Promise<boolean> {
  const ctx = forUser(due, userId);
  return writing(ctx, (scope) => meterStorage(inside(ctx, scope.tx), scope, project));
}
