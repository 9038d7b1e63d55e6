import type { Inbox } from "../inbox/inbox";
import type { InboxHost } from "./host";
import { noteChange } from "./last-change";
import type { PageInbox } from "./lazy-inbox";
import { changed, covers, type PendingChange, type Row } from "./pending";
import { knownInbox } from "./rows";
import { mutate, sendChange } from "./send";

type Changes = Pick<PageInbox, "change" | "undo" | "groupOf">;

/** What is sent, and what follows when it is stored: it stays pending until this page knows of it. */
export function makeChanges(host: InboxHost, inbox: Inbox, passOver: (version: number) => void): Changes {
  const { client, lists, pending } = host;
  let latest: PendingChange | undefined;
  const rows = () => knownInbox(client, lists, inbox.state())?.rows ?? new Map<string, Row>();

  /** How many rows it is about, as far as this page knows, after what is on its way already. */
  function touched(change: PendingChange): number {
    const before = pending().filter((other) => other !== change);
    const now = [...rows().values()].map((row) => before.reduce(changed, row));
    return now.filter((row) => covers(change, row) && differs(row, changed(row, change))).length;
  }

  return {
    groupOf: (id) => rows().get(id)?.groupKey ?? null,
    async change(change) {
      const expected = touched(change);
      // From now on an undo is about this one, whichever of those on their way is stored first.
      latest = change;
      noteChange(client, undefined);
      const { version, count } = await sendChange(host, change);
      if ((count ?? expected) > 0) passOver(version);
      await inbox.reach(version);
      // A change that found nothing to do answers a version that belongs to another one.
      const theirs = [...rows().values()].filter((row) => row.version === version);
      const done = count ?? (theirs.some((row) => names(change, row)) ? theirs.length : 0);
      const until = "until" in change ? change.until : null;
      if (done > 0 && latest === change) noteChange(client, { kind: change.kind, count: done, version, until });
    },
    async undo(undone) {
      const { version, count } = await mutate(host, "undo", { version: undone });
      if (count !== 0) passOver(version);
      await inbox.reach(version);
    },
  };
}

type Marked = Pick<Row, "read" | "archivedAt" | "snoozedUntil">;
const differs = (a: Marked, b: Marked) =>
  a.read !== b.read || a.archivedAt !== b.archivedAt || a.snoozedUntil !== b.snoozedUntil;

/** Whether a change was about a row, by what never changes of it. */
function names(change: PendingChange, { id, groupKey }: Pick<Row, "id" | "groupKey">): boolean {
  if (change.kind === "markAllRead" || change.id === id) return true;
  return change.groupUpTo !== undefined && groupKey !== null && change.groupKey === groupKey;
}
