/** What `spelling` writes otherwise, letter by letter: capitals in small, blanks, dashes and underscores not at all. */
export const RESPELLED = {
  // A dot or a slash may be all that tells two machines apart: they stay.
  from: "ABCDEFGHIJKLMNOPQRSTUVWXYZ \u00a0_-\u2010\u2011\u2012\u2013\u2014",
  to: "abcdefghijklmnopqrstuvwxyz",
} as const;

/** A name without what people write differently: `RTX 4090`, `rtx-4090` and `RTX4090` are one. */
export function spelling(name: string): string {
  return Array.from(name, respelled).join("");
}

function respelled(letter: string): string {
  const index = RESPELLED.from.indexOf(letter);
  return index === -1 ? letter : (RESPELLED.to[index] ?? "");
}
