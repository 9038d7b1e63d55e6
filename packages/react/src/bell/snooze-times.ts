import { clockParts } from "../time/words";

export type SnoozeChoice = { label: string; until: string };

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MORNING = 9;
const EVENING = 18;
/** An evening nearer than this is no choice beside "In an hour". */
const LEAST = 1.5 * HOUR;

/** The instant (ms) at which clocks of a zone show a full hour of a day; `day` counts from 1970-01-01. */
function atHour(day: number, hour: number, timeZone: string): number {
  const shown = day * DAY + hour * HOUR;
  let at = shown;
  // The distance to UTC is read where it holds: the second reading is that of the instant itself.
  for (let i = 0; i < 2; i++) at += shown - clockParts(at, timeZone).shown;
  return at;
}

/** When a notification may come back: later by the clock of `timeZone`, soonest first. `now` in ms. */
export function snoozeChoices(now: number, timeZone: string): SnoozeChoice[] {
  const { day } = clockParts(now, timeZone);
  // 1970-01-01 was a Thursday. The first Monday that is not tomorrow.
  const monday = day + 2 + ((((2 - day) % 7) + 7) % 7);
  const evening = atHour(day, EVENING, timeZone);
  const choices: [string, number][] = [
    ["In an hour", Math.ceil((now + HOUR) / 60_000) * 60_000],
    ["This evening", evening],
    ["Tomorrow morning", atHour(day + 1, MORNING, timeZone)],
    ["Next week", atHour(monday, MORNING, timeZone)],
  ];
  return choices
    .filter(([, at]) => at !== evening || at - now >= LEAST)
    .map(([label, at]) => ({ label, until: new Date(at).toISOString() }));
}
