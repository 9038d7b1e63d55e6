import type { Notification } from "../../types";
import { isDue, type Kept, makeRow, type Marks, marksOf, readPage, VERBS } from "./model-rows";
import { type Command, EPOCH, type MakeServer, type Server, type Truth } from "./server";

type Options = { processes: number; /** Deltas of more rows say reset. */ mostRows?: number };

const isHere = (row: Kept) => row.archivedAt === null && row.snoozedUntil === null;
const toInstant = (ms: number) => new Date(ms).toISOString();
const shown = ({ before: _before, removedAt: _removed, ...row }: Kept): Notification => row;

const listAll = (kept: readonly Kept[], filter: keyof Truth["lists"]) =>
  readPage(kept, { filter, limit: Infinity, cursor: undefined }).items.map(shown);

/** The inbox's backend in memory: what the verbs of the real one say and do, without a database. */
export function modelServer({ processes, mostRows = 200 }: Options): MakeServer {
  return async ({ now, onVersion }) => {
    const rows = new Map<string, Kept>();
    const keys = new Map<string, string>();
    let [version, floor] = [0, 0];
    const instant = () => toInstant(EPOCH + now());
    const here = () => [...rows.values()].filter((row) => row.removedAt === null);
    const unread = () => here().filter((row) => !row.read && isHere(row));

    function raise(): number {
      version += 1;
      onVersion(version);
      return version;
    }
    function settle(): void {
      const due = here().filter((row) => isDue(row, instant()));
      if (due.length === 0) return;
      raise();
      for (const row of due) {
        if (row.expiresAt !== null && row.expiresAt <= instant()) {
          rows.set(row.id, { ...row, before: null, version, removedAt: row.expiresAt });
        } else {
          const awake = { sortAt: row.snoozedUntil ?? row.sortAt, snoozedUntil: null, read: false, readAt: null };
          rows.set(row.id, { ...row, before: null, version, ...awake });
        }
      }
    }
    function restate(which: (row: Kept) => boolean, to: (row: Kept) => Marks | undefined) {
      const changes = here().flatMap((row) => {
        const marks = which(row) ? to(row) : undefined;
        return marks ? [{ row, marks }] : [];
      });
      if (changes.length > 0) raise();
      for (const { row, marks } of changes) rows.set(row.id, { ...row, before: marksOf(row), ...marks, version });
      return { count: changes.length, version, unreadCount: unread().length };
    }
    function beside(command: { id: string; groupUpTo: number | undefined }): (row: Kept) => boolean {
      const named = rows.get(command.id);
      if (!named || named.removedAt !== null) throw new Error("No such notification.");
      const { groupUpTo } = command;
      if (groupUpTo === undefined || named.groupKey === null) return ({ id }) => id === named.id;
      const isThere = (row: Kept) =>
        named.archivedAt !== null ? row.archivedAt !== null : named.snoozedUntil !== null && row.snoozedUntil !== null;
      return (row) =>
        row.id === named.id ||
        (row.groupKey === named.groupKey && row.version <= groupUpTo && (isHere(row) || isThere(row)));
    }
    function perform(command: Command) {
      settle();
      const at = instant();
      if (command.kind === "undo") {
        return restate(
          (row) => row.version === command.version,
          ({ before }) => before ?? undefined,
        );
      }
      if (command.kind === "markAllRead") {
        const all = new Set(unread().map(({ id }) => id));
        const isMeant = (row: Kept) =>
          all.has(row.id) && row.version <= command.upTo && (command.types?.includes(row.type) ?? true);
        return restate(isMeant, (row) => ({ ...marksOf(row), read: true, readAt: at }));
      }
      const until = command.kind === "snooze" ? command.untilMs : null;
      if (until !== null && until <= now()) throw new Error("That instant has passed.");
      const verb = VERBS[command.kind](at, until === null ? null : toInstant(EPOCH + until));
      const { version: after } = restate(beside(command), verb);
      return { version: after };
    }
    const truth = (): Truth => {
      settle();
      const [all, archived, snoozed] = [
        listAll(here(), "all"),
        listAll(here(), "archived"),
        listAll(here(), "snoozed"),
      ];
      const lists = { all, unread: listAll(here(), "unread"), archived, snoozed };
      return { version, unread: unread().length, lists };
    };

    return {
      processes,
      async poll(_process, since) {
        settle();
        if (since === version) return { changed: false, version };
        const news = [...rows.values()].filter((row) => row.version > since);
        if (since > version || since < floor || news.length > mostRows) return { changed: true, reset: true, version };
        return {
          changed: true,
          version,
          unreadCount: unread().length,
          upserts: news.filter((row) => row.removedAt === null).map(shown),
          removed: news.filter((row) => row.removedAt !== null).map(({ id }) => id),
        };
      },
      async list(_process, query) {
        settle();
        const { items, nextCursor } = readPage(here(), query);
        return { items: items.map(shown), nextCursor, unreadCount: unread().length, version };
      },
      change: async (_process, command) => perform(command),
      async notify(_process, news) {
        const known = keys.get(news.key);
        if (known !== undefined) return known;
        const row = makeRow(news, keys.size, raise());
        keys.set(news.key, row.id);
        rows.set(row.id, row);
        return row.id;
      },
      touch: async () => void raise(),
      async forget() {
        for (const row of rows.values()) {
          if (row.removedAt === null) continue;
          floor = Math.max(floor, row.version);
          rows.delete(row.id);
        }
      },
      truth: async () => truth(),
    } satisfies Server;
  };
}
