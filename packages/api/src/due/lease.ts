import { randomUUID } from "node:crypto";
import { statement, type Db, type Given } from "@pipeline/db";
import { leases } from "@pipeline/db/schema";
import { and, eq, sql } from "drizzle-orm";

/** How long a process that has died keeps others from its work, ms. */
const LEASE_MS = 15_000;

/** What one process does for all. It saves work and keeps an order; what is true is held by row locks. */
export type Lease = {
  /** Takes the lease where nobody has it, or makes it last on. Fails when the database does. */
  look(): Promise<void>;
  /** False from the moment on from which somebody else may have it, whether or not anybody was asked. */
  readonly isHeld: () => boolean;
  /** Lets the next one have it. */
  release(): Promise<void>;
};

type LeaseOptions = {
  /** How long it lasts, ms, by the database's clock. */
  lastsMs?: number;
  /** Milliseconds that only go on, by which the holder knows when its own time is over. */
  clock?: () => number;
};

/** A lease that is not held yet, of `owner`, the one who may touch them. Holders are told apart by themselves. */
export function createLease(owner: Db, name: string, options: LeaseOptions = {}): Lease {
  const { lastsMs = LEASE_MS, clock = () => performance.now() } = options;
  const holder = randomUUID();
  let heldUntil = -Infinity;
  return {
    async look() {
      // From before the question on, so that it ends here no later than there.
      const asked = clock();
      const taken = await take(owner, { name, holder, lasts: `${lastsMs} ms` });
      heldUntil = taken.length > 0 ? asked + lastsMs : -Infinity;
    },
    isHeld: () => clock() < heldUntil,
    async release() {
      heldUntil = -Infinity;
      await owner.delete(leases).where(and(eq(leases.name, name), eq(leases.holder, holder)));
    },
  };
}

type Taking = { name: string; holder: string; lasts: string };

// Who finds it held by somebody else reads one row and writes nothing.
const take = statement(
  (_: Db, { name, holder, lasts }: Given<Taking>) =>
    sql<Taking>`
      insert into ${leases} as held (name, holder, renewed_at, expires_at)
      select ${name}, ${holder}::uuid, now(), now() + ${lasts}::interval
      where not exists (
        select from ${leases} where name = ${name} and holder <> ${holder}::uuid and expires_at > now()
      )
      on conflict (name) do update
        set holder = excluded.holder, renewed_at = excluded.renewed_at, expires_at = excluded.expires_at
        where held.holder = excluded.holder or held.expires_at <= excluded.renewed_at
      returning holder`,
);
