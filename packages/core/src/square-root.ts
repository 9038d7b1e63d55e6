/** The whole part of the square root. Throws RangeError below zero. */
export function squareRoot(value: bigint): bigint {
  if (value < 0n) throw new RangeError("No square root below zero.");
  if (value < 2n) return value;
  // Newton from above: it falls until it is there.
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
