import type { App } from "@pipeline/api/http";
import { listNotifications } from "@pipeline/api/notifications/list";
import { pollInbox } from "@pipeline/api/notifications/poll";
import { type Case, repeated } from "../support/run";
import type { Browser } from "../support/browsers";
import { actFor, eachInTurn } from "../support/callers";
import type { Inboxes } from "../support/fill-inboxes";
import { bareSelect } from "./lists";

const ORIGIN = "http://127.0.0.1";
/** As the badge was polled before there were versions: a list of 20 and its count. */
const BADGE = { filter: "unread", limit: 20 } as const;

/** A way in: an idle poll, and what it is compared with on the same way. */
export type Way = { readonly way: string; readonly poll: Case; readonly baselines: readonly Case[] };
/** Who comes through a door, and how many of them at once. */
export type Crowd = { readonly browsers: readonly Browser[]; readonly atOnce: number };

/** The verb itself, with its transaction and row-level security. */
export function throughVerb(app: App, { users, version }: Inboxes, atOnce: number): Way {
  const of = (name: string, call: (userId: string) => Promise<unknown>) =>
    repeated(name, atOnce, eachInTurn(users, call));
  return {
    way: "verb",
    poll: of("verb: poll", (id) => pollInbox(actFor(app, id), { since: version })),
    baselines: [
      of("verb: list of 20 and count", (id) => listNotifications(actFor(app, id), BADGE)),
      of("bare SELECT by primary key", bareSelect(app)),
    ],
  };
}

/** The HTTP surface, called as a function of this process. */
export function throughHandler(app: App, inboxes: Inboxes, { browsers, atOnce }: Crowd): Way {
  const get = (name: string, pathname: string) =>
    repeated(
      name,
      atOnce,
      eachInTurn(browsers, (browser) => ask(app, pathname, browser)),
    );
  return toWay("handler", get, inboxes);
}

/** The body of an answer of the handler in this process; throws unless it is a 200. */
export async function ask(app: App, pathname: string, browser: Browser | undefined): Promise<string> {
  const answer = await app.handle(new Request(`${ORIGIN}${pathname}`, { headers: { ...browser } }));
  const body = await answer.text();
  if (answer.status !== 200) throw new Error(`${pathname}: answered ${answer.status}: ${body}`);
  return body;
}

/** The address of an idle poll. */
export const pollPath = ({ version }: Inboxes) => `/api/trpc/notifications.poll${query({ since: version })}`;

function query(input: object): string {
  return `?input=${encodeURIComponent(JSON.stringify(input))}`;
}

function toWay(way: string, get: (name: string, pathname: string) => Case, inboxes: Inboxes): Way {
  return {
    way,
    poll: get(`${way}: poll`, pollPath(inboxes)),
    baselines: [
      get(`${way}: list of 20 and count`, `/api/trpc/notifications.list${query(BADGE)}`),
      get(`${way}: /api/health`, "/api/health"),
    ],
  };
}
