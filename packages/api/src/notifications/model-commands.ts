import { toInstant } from "@pipeline/core/instant";
import fc from "fast-check";
import type { Ctx } from "../ctx";
import type { TestApi } from "../testing";
import { archive, markRead, markUnread, unarchive } from "./change";
import { markAllRead } from "./mark-all-read";
import { inInbox, present, restate, settle, sweep, type Model, type ModelRow } from "./model";
import type { InboxChange } from "./restate";
import { snooze } from "./snooze";
import { arrange, send } from "./testing";
import { undoChange } from "./undo";

/** The backend under test: one user of one database. `calls` are the versions that past calls have answered. */
export type Real = { api: TestApi; ctx: Ctx; calls: Map<number, number>; compare: (model: Model) => Promise<void> };
export type Command = fc.AsyncCommand<Model, Real>;

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const ago = (items: readonly ModelRow[], index: number) => items.at(-1 - (index % Math.max(items.length, 1)));

function command(name: string, apply: (model: Model, real: Real) => Promise<void>): Command {
  return {
    check: () => true,
    async run(model, real) {
      await apply(model, real);
      await real.compare(model);
    },
    toString: () => name,
  };
}

function expectSame(actual: unknown, expected: unknown, what: string): void {
  if (actual !== expected) throw new Error(`${what}: ${String(actual)} instead of ${String(expected)}`);
}

const place = (one: ModelRow) => (one.archived ? "archive" : one.snoozedUntil === null ? "inbox" : "snoozed");

const anyIndex = fc.nat(1000);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const arrive = fc
  .record({
    key: fc.nat(25).map(String),
    group: maybe(fc.constantFrom("a", "b")),
    expires: maybe(fc.constantFrom(1, HOUR, 9 * DAY)),
    late: fc.constantFrom(0, 0, HOUR, 401 * DAY),
  })
  .map(({ key, group, expires, late }) =>
    command(`send ${key}`, async (model, { ctx }) => {
      const known = model.rows.find((row) => row.key === key);
      const at = model.now - late;
      const { id } = await send(ctx, key, at);
      if (known) return expectSame(id, known.id, "A key that is known");
      const expiresAt = expires === null ? null : model.now + expires;
      await arrange(ctx, id, { groupKey: group, expiresAt: expiresAt === null ? null : toInstant(expiresAt) });
      const times = { createdAt: at, sortAt: at, expiresAt, snoozedUntil: null, removedAt: null };
      const fresh = { read: false, archived: false, before: null, call: 0, version: 0 };
      model.rows.push({ id, key, group, ...times, ...fresh });
    }),
  );

type Change = (model: Model, row: ModelRow) => ReturnType<Parameters<typeof restate>[2]>;
type Verb = (ctx: Ctx, input: { id: string; groupUpTo?: number }) => Promise<InboxChange>;

/** A verb of one row and its group, on any row that ever was. */
function verb(name: string, call: (model: Model) => Verb, change: Change) {
  return fc.tuple(anyIndex, fc.boolean(), fc.nat(4)).map(([of, grouped, behind]) =>
    command(`${name} ${of}${grouped ? " and its group" : ""}`, async (model, { ctx, calls }) => {
      const row = ago(model.rows, of);
      if (!row) return;
      const groupUpTo = Math.max(0, ...model.rows.map(({ version }) => version)) - behind;
      const input = { id: row.id, ...(grouped && groupUpTo >= 0 && { groupUpTo }) };
      const answer = call(model)(ctx, input);
      if (row.removedAt !== null) {
        return expectSame(await answer.catch((error: { code: string }) => error.code), "NOT_FOUND", "A removed row");
      }
      const { version } = await answer;
      const beside = present(model).filter(
        (one) =>
          grouped &&
          row.group !== null &&
          one.group === row.group &&
          one.version <= groupUpTo &&
          (inInbox(one) || place(one) === place(row)),
      );
      const rows = [...new Set([row, ...beside])];
      if (restate(model, rows, (one) => change(model, one)) > 0) calls.set(model.calls, version);
    }),
  );
}

const until = fc.constantFrom(1, HOUR, 3 * DAY, 300 * DAY);
const VERBS = [
  verb(
    "read",
    () => markRead,
    (_model, row) => (row.read ? undefined : { read: true }),
  ),
  verb(
    "unread",
    () => markUnread,
    (_model, row) => (row.read ? { read: false } : undefined),
  ),
  verb(
    "archive",
    () => archive,
    (_model, row) => (row.archived ? undefined : { archived: true, snoozedUntil: null }),
  ),
  verb(
    "unarchive",
    () => unarchive,
    (_model, row) => (row.archived ? { archived: false } : undefined),
  ),
  verb(
    "wake",
    () => (ctx, input) => snooze(ctx, { ...input, until: null }),
    ({ now }, row) => (row.snoozedUntil === null ? undefined : { snoozedUntil: null, sortAt: now, read: false }),
  ),
  until.chain((ms) =>
    verb(
      `snooze for ${ms}`,
      ({ now }) =>
        (ctx, input) =>
          snooze(ctx, { ...input, until: toInstant(now + ms) }),
      ({ now }, row) => (row.snoozedUntil === now + ms ? undefined : { archived: false, snoozedUntil: now + ms }),
    ),
  ),
];

const readAll = fc.nat(6).map((behind) =>
  command(`mark all read but the last ${behind}`, async (model, { ctx, calls }) => {
    const upTo = Math.max(0, Math.max(0, ...model.rows.map(({ version }) => version)) - behind);
    const { count, version } = await markAllRead(ctx, { upTo });
    const seen = present(model).filter((row) => inInbox(row) && row.version <= upTo);
    expectSame(
      count,
      restate(model, seen, (row) => (row.read ? undefined : { read: true })),
      "Marked",
    );
    if (count > 0) calls.set(model.calls, version);
  }),
);

const undo = fc.nat(3).map((back) =>
  command(`undo the call ${back} before the last`, async (model, { ctx, calls }) => {
    const call = model.calls - back;
    const asked = calls.get(call);
    if (asked === undefined) return;
    const { count, version } = await undoChange(ctx, { version: asked });
    const rows = present(model).filter((row) => row.call === call);
    expectSame(
      count,
      restate(model, rows, ({ before }) => before ?? undefined),
      "Undone",
    );
    // What was to wake long ago does so when somebody looks next.
    settle(model);
    if (count > 0) calls.set(model.calls, version);
  }),
);

const advance = fc.tuple(fc.constantFrom(1, HOUR, DAY, 31 * DAY, 401 * DAY), fc.boolean()).map(([ms, loop]) =>
  command(`let ${ms} ms pass${loop ? ", with due work" : ""}`, async (model, { api }) => {
    model.now += ms;
    settle(model);
    if (!loop) return;
    await api.due();
    sweep(model);
  }),
);

/** Every command, the common ones more often. */
export const COMMANDS = [arrive, arrive, arrive, ...VERBS, readAll, undo, undo, advance, advance];
