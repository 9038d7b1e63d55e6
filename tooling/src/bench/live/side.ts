import type http from "node:http";
import { performance } from "node:perf_hooks";
import { INBOX_CHANNEL } from "@pipeline/api/notifications/hint";
import type { Connection } from "@pipeline/db";
import type { Case } from "../support/run";
import type { Script } from "../support/script";
import { openStream, type Stream } from "./stream";

/** How many are opened at a time. */
const AT_ONCE = 25;

/** One of the servers that are compared, and who listens to it. */
export type Side = {
  readonly name: string;
  readonly server: Script;
  /** So many streams are open from now on, shared evenly among its users. */
  grow(count: number): Promise<void>;
  /** One change at a time, of one user after the other. */
  single(sql: Connection["sql"]): Case;
  /** A change of everybody's in one commit. */
  burst(sql: Connection["sql"]): Case;
  close(): void;
};

type Listener = { readonly userId: string; readonly url: string; readonly headers: http.OutgoingHttpHeaders };

/** Nobody listens yet. */
export function createSide(name: string, server: Script, listeners: readonly Listener[]): Side {
  const open: Stream[] = [];
  const byUser = new Map<string, Stream[]>();
  return {
    name,
    server,
    async grow(count) {
      while (open.length < count) {
        const more = Array.from({ length: Math.min(AT_ONCE, count - open.length) }, async (_, n) => {
          const { userId, url, headers } = listeners[(open.length + n) % listeners.length] ?? listeners[0] ?? none();
          return { userId, stream: await openStream(url, headers) };
        });
        for (const { userId, stream } of await Promise.all(more)) {
          open.push(stream);
          byUser.set(userId, [...(byUser.get(userId) ?? []), stream]);
        }
      }
    },
    single(sql) {
      const users = [...byUser];
      let next = 0;
      return timed(`${name}: one at a time`, () => tell(sql, new Map([users[next++ % users.length] ?? none()])));
    },
    burst(sql) {
      const everybody = new Map(byUser);
      return timed(`${name}: all at once`, () => tell(sql, everybody));
    },
    close() {
      for (const stream of open) stream.close();
    },
  };
}

function none(): never {
  throw new Error("Nobody listens.");
}

function timed(name: string, tellOnce: () => Promise<number[]>): Case {
  return {
    name,
    async round(ms) {
      const took: number[] = [];
      const end = performance.now() + ms;
      do for (const one of await tellOnce()) took.push(one);
      while (performance.now() < end);
      return took;
    },
  };
}

/** Raises the versions of these users in one commit. Answers how long after its acknowledgement each stream had told. */
async function tell(sql: Connection["sql"], streams: ReadonlyMap<string, readonly Stream[]>): Promise<number[]> {
  const users = [...streams.keys()].toSorted();
  const raised = await sql<{ userId: string; version: string }[]>`
    with raised as (
      insert into inbox_state (user_id, version)
      select value::uuid, 1 from json_array_elements_text(${JSON.stringify(users)}::text::json)
      on conflict (user_id) do update set version = inbox_state.version + 1
      returning user_id, version
    )
    select user_id as "userId", version, pg_notify(${INBOX_CHANNEL}, user_id || ':' || version) from raised`;
  const acknowledged = performance.now();
  const told = raised.flatMap(({ userId, version }) =>
    (streams.get(userId) ?? []).map((stream) => stream.reaches(Number(version))),
  );
  // A hint may be there before the answer to the commit is.
  return (await Promise.all(told)).map((at) => Math.max(0, at - acknowledged));
}
