const PERCENT = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 1, signDisplay: "never" });
const TIMES = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const ALMOST_ZERO = 0.0005;
// Above 1,000% a percentage is hard to read.
const AS_TIMES = 10;

type Direction = "up" | "down" | "same";
/** `size` is what stands out, `rest` follows it, `spoken` is the whole for those who hear it. */
export type ChangeWords = { direction: Direction; size: string; rest: string; spoken: string };

const SIGNS: Record<Direction, string> = { up: "+", down: "−", same: "" };

function directionOf(ratio: number): Direction {
  if (Math.abs(ratio) < ALMOST_ZERO) return "same";
  return ratio > 0 ? "up" : "down";
}

/** A change as a share of what was before: "+12%" against it, or "127 times" it. */
export function changeWords(ratio: number, against: string): ChangeWords {
  const direction = directionOf(ratio);
  if (ratio > AS_TIMES) {
    const size = `${TIMES.format(ratio + 1)} times`;
    return { direction, size, rest: against, spoken: `up, ${size} ${against}` };
  }
  const size = PERCENT.format(Math.abs(ratio));
  const rest = `against ${against}`;
  const spoken = direction === "same" ? `unchanged ${rest}` : `${direction} ${size} ${rest}`;
  return { direction, size: `${SIGNS[direction]}${size}`, rest, spoken };
}
