import { useEffect, useSyncExternalStore } from "react";
import { type Meter, readMeters } from "./meter";
import { serverClock } from "./server-clock";
import { ticker } from "./ticker";

const still = () => () => {};

/**
 * The sum of meters, moving on the screen without requests. With `decimals` it changes only when a shown digit does.
 * Give it what a query answered: the meters of a new answer take over.
 */
export function useTicking(meters: readonly Meter[], decimals?: number): string {
  const moves = meters.some(({ perHour }) => perHour !== "0");
  const latest = meters.reduce((instant, { asOf }) => (asOf > instant ? asOf : instant), "");
  useEffect(() => {
    if (latest !== "") serverClock.observe(latest, Date.now());
  }, [latest]);
  return useSyncExternalStore(
    moves ? ticker.subscribe : still,
    () => readMeters(meters, moves ? serverClock.serverTime(ticker.now()) : undefined, decimals),
    () => readMeters(meters, undefined, decimals),
  );
}
