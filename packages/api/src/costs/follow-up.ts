import { watchDay } from "../anomalies/watch-day";
import type { Ctx, Scope } from "../ctx";

/**
 * What follows from a change of costs, in its transaction: to be called once records are booked and the jobs they
 * belong to are stored, before anything else is told.
 */
export async function followUp(_ctx: Ctx, scope: Scope): Promise<void> {
  await watchDay(scope);
}
