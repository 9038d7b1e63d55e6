import type { InboxHost } from "./host";
import type { PendingChange } from "./pending";

type Way = Pick<InboxHost, "transport" | "pathOf">;

/** What a change answers: the inbox's version after it, and how many rows it was about where the server says so. */
export type ChangeAnswer = { version: number; count?: number };

function inputOf(change: PendingChange): object {
  if (change.kind === "markAllRead") return { upTo: change.upTo, types: change.types };
  const { id, groupUpTo, until } = change;
  return { id, groupUpTo, ...(change.kind === "snooze" && { until }) };
}

const isAnswer = (value: unknown): value is ChangeAnswer =>
  typeof value === "object" && value !== null && "version" in value && typeof value.version === "number";

const sent = new Map<string, Promise<unknown>>();

/** Sends one change. Changes of one row reach the server in the order in which they were made. */
export async function sendChange(way: Way, change: PendingChange): Promise<ChangeAnswer> {
  return inTurn(change.kind === "markAllRead" ? "" : change.id, () => mutate(way, change.kind, inputOf(change)));
}

/** Calls a change of the inbox by its name. */
export async function mutate({ transport, pathOf }: Way, name: string, input: object): Promise<ChangeAnswer> {
  const answer = await transport.mutation(pathOf(name), input);
  if (!isAnswer(answer)) throw new Error("This is not an answer to a change.");
  return answer;
}

async function inTurn<T>(key: string, send: () => Promise<T>): Promise<T> {
  const mine = (sent.get(key) ?? Promise.resolve()).then(send, send);
  sent.set(key, mine);
  try {
    return await mine;
  } finally {
    if (sent.get(key) === mine) sent.delete(key);
  }
}
