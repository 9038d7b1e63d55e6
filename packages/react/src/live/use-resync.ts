import { useEffect } from "react";
import { pageClock } from "./page-clock";

type Refetch = (options: { cancelRefetch: boolean }) => Promise<unknown>;

/** Asks again when this machine may have slept, or when its clock was set. */
export function useResync(refetch: Refetch): void {
  useEffect(() => pageClock.onJump(() => void refetch({ cancelRefetch: false })), [refetch]);
}
