import { toInstant } from "@pipeline/core/instant";
import { floorQuarter } from "@pipeline/core/period";
import { artifacts } from "@pipeline/db/schema";
import { isNull, lt, or } from "drizzle-orm";
import { writing } from "../ctx";
import { meterStorage } from "../storage/meter";
import { forUser, type DueCtx } from "./actor";

const BATCH = 200;

/** Books the storage of every project that is behind a closed quarter hour. Answers how many projects it moved. */
export async function storeDue(due: DueCtx): Promise<number> {
  const closed = toInstant(floorQuarter(due.now()));
  const behind = await due.owner
    .selectDistinct({ userId: artifacts.userId, project: artifacts.project })
    .from(artifacts)
    .where(or(isNull(artifacts.meteredUntil), lt(artifacts.meteredUntil, closed)))
    .limit(BATCH);
  for (const { userId, project } of behind) {
    await writing(forUser(due, userId), (scope) => meterStorage(scope, project));
  }
  return behind.length;
}
