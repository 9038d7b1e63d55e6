import { toMs } from "@pipeline/core/instant";
import { POLICY } from "../policy";
import type { Calendar } from "./calendar";

/** An answer that rests on an instant (ISO), and when it came (ms, by the clock on the wall). */
type Answer = { readonly asOf: string; readonly dataUpdatedAt: number };

/**
 * How long (ms) to wait until an answer is asked for again because time alone changes it, at the first of some instants
 * (ms). Never over a day: a browser does not wait for a month, but fires at once.
 */
export function waitUntil(instants: readonly number[], { asOf, dataUpdatedAt }: Answer): number {
  const passed = Math.max(0, Date.now() - dataUpdatedAt);
  const left = Math.min(...instants) - toMs(asOf) - passed;
  return Math.min(Math.max(left, POLICY.turn.least), POLICY.turn.most);
}

/**
 * The same until the next day begins in a zone: a window that moves with the days then holds another. False while there is
 * no calendar.
 */
export function waitForDay(calendar: Calendar | undefined, timeZone: string, answer: Answer): number | false {
  return calendar !== undefined && waitUntil([calendar.nextLocalDay(toMs(answer.asOf), timeZone)], answer);
}
