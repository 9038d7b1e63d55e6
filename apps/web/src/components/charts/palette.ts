// Light and dark pairs of one hue: at least 3:1 on their background, and told apart by the three kinds of colour
// blindness too (0.09 apart in OKLab at the closest).
const SERIES = [
  "light-dark(#3475f2, #7d9cfc)",
  "light-dark(#b74206, #bb5a2e)",
  "light-dark(#007961, #00c383)",
  "light-dark(#86177f, #fe99c7)",
  "light-dark(#b48a46, #cdc308)",
  "light-dark(#6737bf, #8f62bb)",
  "light-dark(#259ddf, #36cefd)",
] as const;

/** How many parts have a colour of their own; the rest is "Other". */
export const MAX_SERIES = SERIES.length;
/** The colour of everything that is folded into "Other". */
export const OTHER_COLOR = "light-dark(#868e96, #868e96)";
const UNASSIGNED_COLOR = "light-dark(#495057, #c1c7cd)";

// The words every account has keep their place; every other key gets one from its spelling.
const OWN_SLOTS: Readonly<Record<string, number>> = {
  compute: 0,
  storage: 1,
  credit: 2,
  running: 0,
  failed: 1,
  completed: 2,
  lost: 3,
  canceled: 4,
  queued: 5,
  never_finished: 5,
  paused: 6,
};

function slotOfSpelling(key: string): number {
  let hash = 2_166_136_261;
  for (const char of key) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 16_777_619);
  return (hash >>> 0) % SERIES.length;
}

/** A colour for each of at most `MAX_SERIES` keys: the same key has the same one wherever no other key took it. */
export function colorsOf(keys: readonly string[]): ReadonlyMap<string, string> {
  const colors = new Map<string, string>();
  const taken = new Set<number>();
  const ownFirst = keys.toSorted(
    (a, b) => Number(b in OWN_SLOTS) - Number(a in OWN_SLOTS) || (a < b ? -1 : Number(a > b)),
  );
  for (const key of ownFirst) {
    if (key === "") {
      colors.set(key, UNASSIGNED_COLOR);
      continue;
    }
    let slot = OWN_SLOTS[key] ?? slotOfSpelling(key);
    for (let tries = 0; taken.has(slot) && tries < SERIES.length; tries++) slot = (slot + 1) % SERIES.length;
    taken.add(slot);
    colors.set(key, SERIES[slot] ?? OTHER_COLOR);
  }
  return colors;
}
