import type { Notification } from "../../types";
import type { Page } from "./page";
import type { Truth } from "./server";
import type { Stage } from "./stage";

const SECOND = 1000;
/** A page may be as far behind as its longest pause after failures, and a few polls. */
const PATIENCE_MS = 700 * SECOND;
/** Once at rest, time alone changes something: hidden pages are slow, and wait three minutes for a frozen leader. */
const SOON_MS = 300 * SECOND;
const LOOK_MS = 15 * SECOND;

const say = (rows: readonly Notification[]) =>
  rows.map(({ id, version, read }) => `${id.slice(-4)}@${version}${read ? "" : "*"}`).join(" ");

function differences(page: Page, truth: Truth): string[] {
  const found: string[] = [];
  const version = page.inbox.state()?.version;
  if (version !== truth.version) found.push(`is at version ${version}, not ${truth.version}`);
  if (page.badge() !== truth.unread) found.push(`says ${page.badge()} unread, not ${truth.unread}`);
  if (page.pending() > 0) found.push(`has ${page.pending()} changes pending`);
  for (const [filter, list] of page.lists) {
    const all = truth.lists[filter];
    const [shown, isWhole] = [page.items(filter), !list.hasMore()];
    // Of a list that was read in part, a part is known: without gaps, from the newest on.
    const expected = isWhole ? all : all.slice(0, shown.length);
    if (say(shown) !== say(expected)) found.push(`shows ${filter} [${say(shown)}], not [${say(expected)}]`);
    if (filter === "unread" && isWhole && shown.length !== page.badge()) found.push("has a badge unlike its list");
  }
  return found;
}

/** Where pages differ from the database now. */
export async function compare(stage: Stage): Promise<string[]> {
  const truth = await stage.server.truth();
  return stage.pages.flatMap((page, i) =>
    page.tab.isFrozen() ? [] : differences(page, truth).map((what) => `page ${i + 1} ${what}`),
  );
}

/** Lets everything come to rest; answers where pages still differ from the database then, or ask too often. */
export async function rest(stage: Stage): Promise<string[]> {
  stage.heal();
  // What is on its way arrives, however late.
  await stage.clock.run(LOOK_MS);
  const before = await agree(stage, PATIENCE_MS);
  const found = before.length > 0 ? before : await tooMuch(stage);
  return found.length > 0 ? found : agree(stage, SOON_MS);
}

async function agree(stage: Stage, patienceMs: number): Promise<string[]> {
  let found = await compare(stage);
  for (let waited = 0; waited < patienceMs && found.length > 0; waited += LOOK_MS) {
    await stage.clock.run(LOOK_MS);
    found = await compare(stage);
  }
  return found;
}

/** How often one page asks in a minute, at most: every five seconds, and a few times for what is due. */
const POLLS = 16;

async function tooMuch({ pages, shares, clock }: Stage): Promise<string[]> {
  const awake = pages.filter(({ tab }) => !tab.isFrozen());
  const asked = () => awake.reduce((sum, page) => sum + page.polls(), 0);
  const before = asked();
  await clock.run(60 * SECOND);
  const polls = asked() - before;
  return polls > POLLS * (shares ? 1 : awake.length) ? [`${polls} polls a minute of ${awake.length} pages`] : [];
}
