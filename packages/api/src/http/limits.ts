import type { Actor } from "@pipeline/core/actor";
import { DomainError } from "@pipeline/core/errors";
import type { Metrics } from "../metrics/metrics";
import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";

const SIGN_IN_FAILURES = 10;
const PER_MINUTE = { session: 600, key: 1200 };

/** How much one caller may ask for. Counted in this process. */
export type Limits = {
  /** Takes `calls` from the caller's minute. TOO_MANY_REQUESTS when there are none left. */
  spend(actor: Actor, calls: number): Promise<void>;
  /** Runs one sign-in of an e-mail at a time and counts it when it failed. TOO_MANY_REQUESTS after 10 failures. */
  signIn(email: string, attempt: () => Promise<Response>): Promise<Response>;
};

type Told = Pick<Metrics, "refused" | "signInFailed">;

/** Fresh counters. `told` hears of everybody who is sent away. */
export function createLimits(told?: Told): Limits {
  const sessions = new RateLimiterMemory({ points: PER_MINUTE.session, duration: 60 });
  const keys = new RateLimiterMemory({ points: PER_MINUTE.key, duration: 60 });
  const failures = new RateLimiterMemory({ points: SIGN_IN_FAILURES, duration: 15 * 60 });
  const inTurn = turns();
  return {
    async spend(actor, calls) {
      if (actor.kind === "system") return;
      const spent = actor.kind === "key" ? keys.consume(actor.keyId, calls) : sessions.consume(actor.sessionId, calls);
      await spent.catch((error: unknown) => {
        if (!(error instanceof RateLimiterRes)) throw error;
        told?.refused(actor.kind);
        throw tooMany(error, "Too many requests.", PER_MINUTE[actor.kind]);
      });
    },
    signIn: (email, attempt) =>
      inTurn(email.toLowerCase(), async () => {
        const key = email.toLowerCase();
        const failed = await failures.get(key);
        if (failed && failed.consumedPoints >= SIGN_IN_FAILURES) {
          told?.refused("sign_in");
          throw tooMany(failed, "Too many failed sign-ins.", SIGN_IN_FAILURES);
        }
        const response = await attempt();
        if (response.status === 401) {
          told?.signInFailed();
          await failures.penalty(key);
        } else if (response.ok) await failures.delete(key);
        return response;
      }),
  };
}

function tooMany({ msBeforeNext }: RateLimiterRes, message: string, limit: number): DomainError {
  const retryAfter = Math.max(1, Math.ceil(msBeforeNext / 1000));
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
