import type { RowChange, RowKind } from "../../notifications/pending";
import { FILTERS, type Page } from "./page";
import { EPOCH } from "./server";
import type { Stage } from "./stage";
import { pick, type Step, type StepKind } from "./steps";

const SECOND = 1000;
const MOST_TABS = 5;
const ROW_KINDS = ["markRead", "markUnread", "archive", "unarchive"] as const satisfies RowKind[];

type Deed = (stage: Stage, step: Step) => unknown;

const awake = ({ pages }: Stage, a: number) =>
  pick(
    pages.filter(({ tab }) => !tab.isFrozen()),
    a,
  );
const processOf = ({ server }: Stage, a: number) => Math.floor(a * server.processes);

/** A row that is shown somewhere on a page. */
function shownRow(page: Page, b: number) {
  const lists = FILTERS.map((filter) => page.items(filter)).filter((list) => list.length > 0);
  return pick(pick(lists, (b * 97) % 1) ?? [], b);
}
function changeRow(stage: Stage, { a, b }: Step, make: () => Omit<RowChange, "id">): void {
  const page = awake(stage, a);
  const row = page && shownRow(page, b);
  if (page && row) void page.change({ ...make(), id: row.id });
}

async function insert(stage: Stage, { a, b, c }: Step): Promise<void> {
  const { clock, server } = stage;
  // Mostly a few; now and then more than a delta holds.
  const count = c > 0.99 ? 230 : 1 + Math.floor(c * 4);
  for (let i = 0; i < count; i++) {
    // What is told twice is there once.
    if (b > 0.1) stage.inserted += 1;
    await server.notify(processOf(stage, a), {
      key: `news ${stage.inserted}`,
      at: clock.now() - (b > 0.8 ? b * 60 * SECOND : 0) + i,
      groupKey: b > 0.5 ? `burst ${Math.floor(a * 3)}` : null,
      expiresAt: c < 0.3 ? Math.floor(clock.now() + SECOND + b * 120 * SECOND) : null,
    });
  }
}

const DEEDS: Record<StepKind, Deed> = {
  insert,
  touch: (stage, { a }) => stage.server.touch(processOf(stage, a)),
  mark: (stage, step) =>
    changeRow(stage, step, () => ({
      kind: pick(ROW_KINDS, step.c) ?? "markRead",
      groupKey: null,
      groupUpTo: undefined,
      until: null,
    })),
  markGroup(stage, step) {
    const page = awake(stage, step.a);
    const row = page && shownRow(page, step.b);
    if (!page || !row) return;
    const kind = pick(ROW_KINDS, step.c) ?? "archive";
    const { id, groupKey } = row;
    void page.change({ kind, id, groupKey, groupUpTo: page.inbox.state()?.version, until: null });
  },
  markAll(stage, { a }) {
    const page = awake(stage, a);
    const upTo = page?.inbox.state()?.version;
    if (page && upTo !== undefined) void page.change({ kind: "markAllRead", upTo, types: undefined });
  },
  snooze: (stage, step) =>
    changeRow(stage, step, () => ({
      kind: "snooze",
      groupKey: null,
      groupUpTo: undefined,
      until:
        step.c < 0.25
          ? null
          : new Date(Math.floor(EPOCH + stage.clock.now() + SECOND + step.c * 90 * SECOND)).toISOString(),
    })),
  undo: (stage, { a }) => void awake(stage, a)?.undo(),
  more: (stage, { a, b }) =>
    awake(stage, a)
      ?.lists.get(pick(FILTERS, b) ?? "all")
      ?.more(),
  list: (stage, { a, b }) => awake(stage, a)?.show(pick(FILTERS, b) ?? "all"),
  forget: ({ server }) => server.forget(),
  wait: ({ clock }, { a }) => clock.run(a * 10 * SECOND),
  waitLong: ({ clock }, { a }) => clock.run(a * 80 * SECOND),
  storm(stage, { a, b, c }) {
    const { network, browser } = stage;
    network.setStorm({
      requestLoss: a * 0.4,
      answerLoss: b * 0.4,
      twice: c * 0.3,
      travelMs: a * b * 8 * SECOND + 50,
      hintLoss: b,
      hintMs: c * 3 * SECOND,
      refusal: a,
    });
    if (a < 0.5) return;
    stage.fair = false;
    browser.setWeather({ messageLoss: c * c, messageMs: b * b * 4 * SECOND });
  },
  calm(stage) {
    stage.heal();
    for (const { tab } of stage.pages) tab.thaw();
  },
  offline: ({ network }) => network.setOffline(true),
  online({ network, pages }) {
    network.setOffline(false);
    for (const { tab } of pages) tab.wake();
  },
  down: (stage, { a }) => stage.network.setDown(processOf(stage, a), true),
  up: (stage, { a }) => stage.network.setDown(processOf(stage, a), false),
  cut: ({ network }) => network.cut(() => true),
  lie: ({ network, pages }, { a }) => network.tell((pages[0]?.inbox.state()?.version ?? 0) + Math.ceil(a * 5)),
  open: (stage, { a }) => void (stage.pages.length < MOST_TABS && stage.open(a < 0.6)),
  close(stage, { a }) {
    const page = pick(stage.pages, a);
    page?.tab.close();
    stage.pages = stage.pages.filter((each) => each !== page);
  },
  freeze(stage, { a }) {
    stage.fair = false;
    pick(stage.pages, a)?.tab.freeze();
  },
  thaw: ({ pages }, { a }) => pick(pages, a)?.tab.thaw(),
  look({ pages }, { a }) {
    const page = pick(pages, a);
    for (const each of pages) if (each !== page) each.tab.hide();
    page?.tab.thaw();
    page?.tab.show();
  },
  hide: ({ pages }, { a }) => pick(pages, a)?.tab.hide(),
  remount: (stage, { a }) => awake(stage, a)?.remount(),
};

/** Lets one thing happen, and a moment pass. */
export async function perform(stage: Stage, step: Step): Promise<void> {
  await DEEDS[step.kind](stage, step);
  await stage.clock.run(step.c * step.b * SECOND);
}
