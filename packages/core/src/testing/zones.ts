/** Zones whose days are odd: half-hour steps, midnight changes, quarter offsets, a skipped date, clocks back over midnight. */
export const ODD_ZONES = [
  "UTC",
  "Asia/Kolkata",
  "America/New_York",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Chatham",
  "America/Sao_Paulo",
  "America/Havana",
  "Africa/Cairo",
  "Pacific/Apia",
  "America/St_Johns",
  "Antarctica/Casey",
  "Asia/Gaza",
] as const;

export const DAY = 86_400_000;
export const HOUR = 3_600_000;
export const MINUTE = 60_000;

/** Reads clocks by Intl alone, so that a test does not check a library against itself. */
export function wallClock(timeZone: string): (at: number) => string {
  const format = new Intl.DateTimeFormat("sv-SE", {
    timeZone,
    dateStyle: "short",
    timeStyle: "short",
  });
  return (at) => format.format(at).replace(" ", "T");
}

/** Epoch ms of an ISO instant. */
export function ms(iso: string): number {
  return Date.parse(iso);
}

/** The UTC days (their first instants) in which a zone changes its clocks, found by comparing noons. */
export function changeDays(timeZone: string, fromYear: number, toYear: number): number[] {
  const clock = wallClock(timeZone);
  const days: number[] = [];
  let before = "";
  for (let day = Date.UTC(fromYear, 0, 1); day < Date.UTC(toYear, 0, 1); day += DAY) {
    const time = clock(day).slice(11);
    if (before !== "" && time !== before) days.push(day - DAY);
    before = time;
  }
  return days;
}
