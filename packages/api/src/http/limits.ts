import type { Actor } from "@pipeline/core/actor";
import { DomainError } from "@pipeline/core/errors";
import type { Db } from "@pipeline/db";
import type { Metrics } from "../metrics/metrics";
import { createCounts } from "./counts";
import { createFailures } from "./failures";
import { createMinutes } from "./minutes";

const SIGN_IN_FAILURES = 10;
const PER_MINUTE = { session: 600, key: 1200 };

/** How much one caller may ask for, of all processes together. */
export type Limits = {
  /** Takes `calls` from the caller's minute. TOO_MANY_REQUESTS when there are none left. */
  spend(actor: Actor, calls: number): Promise<void>;
  /** Runs one sign-in of an e-mail at a time and counts it when it failed. TOO_MANY_REQUESTS after 10 failures. */
  signIn(email: string, attempt: () => Promise<Response>): Promise<Response>;
};

type Told = Pick<Metrics, "refused" | "signInFailed">;

/** Counts over the door's connection. `told` hears of everybody who is sent away. */
export function createLimits(authDb: Db, told?: Told): Limits {
  const counts = createCounts(authDb);
  const minutes = createMinutes(counts);
  const failures = createFailures(counts, SIGN_IN_FAILURES);
  const inTurn = turns();
  async function tried(email: string, attempt: () => Promise<Response>): Promise<Response> {
    const waitMs = await failures.begin(email);
    if (waitMs !== undefined) {
      told?.refused("sign_in");
      throw tooMany(waitMs, "Too many failed sign-ins.", SIGN_IN_FAILURES);
    }
    const response = await attempt().catch(async (error: unknown) => {
      await failures.cameToNothing(email);
      throw error;
    });
    if (response.status === 401) told?.signInFailed();
    else await (response.ok ? failures.succeeded(email) : failures.cameToNothing(email));
    return response;
  }
  return {
    async spend(actor, calls) {
      if (actor.kind === "system") return;
      const caller = actor.kind === "key" ? actor.keyId : actor.sessionId;
      const waitMs = await minutes.take(`${actor.kind}:${caller}`, calls, PER_MINUTE[actor.kind]);
      if (waitMs === undefined) return;
      told?.refused(actor.kind);
      throw tooMany(waitMs, "Too many requests.", PER_MINUTE[actor.kind]);
    },
    signIn(email, attempt) {
      const name = email.toLowerCase();
      return inTurn(name, () => tried(name, attempt));
    },
  };
}

function tooMany(waitMs: number, message: string, limit: number): DomainError {
  const retryAfter = Math.max(1, Math.ceil(waitMs / 1000));
  return new DomainError("TOO_MANY_REQUESTS", message, { retryAfter, limit });
}

/** Runs what has the same key one after the other, so that parallel guesses cannot outrun their count. */
function turns(): <T>(key: string, run: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (key, run) => {
    const mine = (last.get(key) ?? Promise.resolve()).then(run, run);
    last.set(key, mine);
    const forget = () => {
      if (last.get(key) === mine) last.delete(key);
    };
    mine.then(forget, forget);
    return mine;
  };
}
