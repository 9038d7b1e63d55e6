import { fromUnits } from "@pipeline/core/money";
import fc from "fast-check";
import type { Ctx } from "../ctx";
import type { TestApi } from "../testing";
import { weigh, type Model } from "./model";

/** The backend under test: one user of one database. */
export type Real = { api: TestApi; ctx: Ctx; compare: (model: Model) => Promise<void> };
export type Command = fc.AsyncCommand<Model, Real>;
type Refusal = { code: string };

let made = 0;
/** A key that was not used before. */
export const key = () => `key-${(made += 1)}`;
export const pick = <T>(items: readonly T[], index: number): T | undefined => items[index % items.length];

/** A command: what it does to both, and when it may. Everything is compared after it. */
export function command(
  name: string,
  apply: (model: Model, real: Real) => Promise<void>,
  when: (model: Model) => boolean = () => true,
): Command {
  return {
    check: when,
    async run(model, real) {
      await apply(model, real);
      weigh(model);
      await real.compare(model);
    },
    toString: () => name,
  };
}

/** The code a call is refused with; undefined when it is not. */
export async function refusal(call: Promise<unknown>): Promise<string | undefined> {
  return call.then(
    () => undefined,
    (error: Refusal) => error.code,
  );
}

export function expectSame(actual: unknown, expected: unknown, what: string): void {
  if (actual !== expected) throw new Error(`${what}: ${String(actual)} instead of ${String(expected)}`);
}

export const MINUTE = 60_000;
export const DAY = 86_400_000;

/** What commands are made of. */
export const anyProject = fc.constantFrom("", "alpha", "beta");
export const anyIndex = fc.nat(1000);
export const anyPrice = fc.bigInt(0n, 9n * 10n ** 12n).map(fromUnits);
export const anyAmount = fc
  .oneof(
    fc.constantFrom(0n, 1n, 100_000_000_000n, 200_000_000_000n, 333_333_333_333n, 999_999_999_999_999_999n),
    fc.bigInt(0n, 60n * 10n ** 12n),
  )
  .map(fromUnits);
