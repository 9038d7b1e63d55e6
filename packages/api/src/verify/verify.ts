import type { Db } from "@pipeline/db";
import { users } from "@pipeline/db/schema";
import { asc, gt } from "drizzle-orm";
import { reading, type Ctx, type Scope } from "../ctx";
import { inboxVersion } from "../notifications/inbox";
import { verifyApi } from "./api";
import { verifyBudgetSums, verifyPeriodsMeet, verifyThresholds } from "./budgets";
import type { Difference } from "./difference";
import { verifyInboxVersion, verifyNextDue, verifyPlaces, verifyRead } from "./inbox";
import { verifyJobTotals } from "./jobs";
import { verifyMeter } from "./meter";
import { verifyDays, verifyJobDays, verifyQuarters } from "./roll-ups";
import { verifyStorage } from "./storage";

export type { Difference } from "./difference";

const CHECKS: readonly ((scope: Scope, ctx: Ctx) => Promise<Difference | undefined>)[] = [
  verifyQuarters,
  verifyDays,
  verifyJobDays,
  verifyJobTotals,
  verifyMeter,
  verifyStorage,
  verifyBudgetSums,
  verifyThresholds,
  verifyPeriodsMeet,
  (scope, ctx) => verifyApi(ctx, scope),
  verifyInboxVersion,
  verifyNextDue,
  verifyRead,
  verifyPlaces,
];

const PAGE = 500;

/** How often it is looked again where somebody writes all the while. */
const LOOKS = 3;

/**
 * Recomputes all that is derived for the actor, on one snapshot. Answers the first row that differs. A sharded database has
 * no snapshot: there a difference counts if the inbox's version, which every change raises, has not moved meanwhile.
 */
export function verifyOwn(ctx: Ctx): Promise<Difference | undefined> {
  return reading(ctx, async (scope) => {
    for (let look = 1; ; look += 1) {
      const version = await inboxVersion(scope);
      const difference = await firstFound(scope, ctx);
      if (!difference || look === LOOKS || (await inboxVersion(scope)) === version) return difference;
    }
  });
}

async function firstFound(scope: Scope, ctx: Ctx): Promise<Difference | undefined> {
  for (const check of CHECKS) {
    const difference = await check(scope, ctx);
    if (difference) return difference;
  }
  return undefined;
}

/** The same for one user of an installation. */
export function verifyUser(owner: Db, userId: string, now = Date.now): Promise<Difference | undefined> {
  return verifyOwn({ db: owner, actor: { kind: "system", userId }, now, currency: "" });
}

/** The same for every user, one after the other, up to the first difference. `onUser` hears how many are done. */
export async function verifyAll(
  owner: Db,
  onUser: (done: number) => void = () => {},
): Promise<{ users: number; difference: Difference | undefined }> {
  let done = 0;
  let after: string | undefined;
  for (;;) {
    const page = await owner
      .select({ id: users.id })
      .from(users)
      .where(after === undefined ? undefined : gt(users.id, after))
      .orderBy(asc(users.id))
      .limit(PAGE);
    for (const { id } of page) {
      const difference = await verifyUser(owner, id);
      done += 1;
      if (difference) return { users: done, difference };
      onUser(done);
    }
    if (page.length < PAGE) return { users: done, difference: undefined };
    after = page.at(-1)?.id;
  }
}
