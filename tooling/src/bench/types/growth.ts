import type { Diagnostics } from "./diagnostics";

/** A router of so many procedures, and what it cost the compiler. */
export type Router = { readonly procedures: number; readonly found: Pick<Diagnostics, "instantiations"> };

/** What each procedure costs that a router has more than the next smaller one; undefined for the smallest. */
export function perProcedure(routers: readonly Router[], at: number): number | undefined {
  const [smaller, one] = [routers[at - 1], routers[at]];
  if (!smaller || !one) return undefined;
  return (one.found.instantiations - smaller.found.instantiations) / (one.procedures - smaller.procedures);
}
