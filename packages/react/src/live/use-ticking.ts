import { useEffect, useSyncExternalStore } from "react";
import { type Meter, moves, readMeters } from "./meter";
import { pageClock } from "./page-clock";
import { serverClock } from "./server-clock";
import { ticker } from "./ticker";

const still = () => () => {};

/**
 * The sum of meters, moving on the screen without requests. With `decimals` it changes only when a shown digit does.
 * Give it what a query answered: the meters of a new answer take over.
 */
export function useTicking(meters: readonly Meter[], decimals?: number): string {
  const ticks = meters.some(moves);
  const latest = meters.reduce((instant, { asOf }) => (asOf > instant ? asOf : instant), "");
  useEffect(() => {
    // What the server rendered, or a host gave: when it was asked for is not known.
    if (latest !== "") serverClock.observe(latest, { received: pageClock.now() });
  }, [latest]);
  return useSyncExternalStore(
    ticks ? ticker.subscribe : still,
    () => readMeters(meters, ticks ? serverClock.serverTime(ticker.now()) : undefined, decimals),
    () => readMeters(meters, undefined, decimals),
  );
}
