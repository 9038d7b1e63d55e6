import { spelling } from "@pipeline/core/spelling";
import Fuse from "fuse.js";
import { spellings, type PriceQuery, type PriceRow } from "./choose";

const MOST = 3;
const MAX_WORDS = 8;
const MAX_LETTERS = 32;
// A word may differ in about a quarter of its letters; of all that was written almost half must be found again.
const WORD_THRESHOLD = 0.3;
const ENOUGH = 0.45;

/** The known names that come closest to what was written, best first; none when nothing is near. */
export function nearNames(written: string, known: readonly Pick<PriceRow, "gpuType" | "aliases">[]): string[] {
  const words = written
    .split(/[^\p{L}\p{N}.]+/u)
    .map((word) => spelling(word).slice(0, MAX_LETTERS))
    .filter((word) => word.length > 1)
    .slice(0, MAX_WORDS);
  const names = known.flatMap((row) => spellings(row).map((called) => ({ called, name: row.gpuType })));
  const fuse = new Fuse(names, {
    keys: ["called"],
    includeScore: true,
    ignoreLocation: true,
    ignoreFieldNorm: true,
    threshold: WORD_THRESHOLD,
  });
  const letters = words.join("").length;
  const found = new Map<number, number>();
  for (const word of words) {
    for (const { refIndex, score = 1 } of fuse.search(word)) {
      found.set(refIndex, (found.get(refIndex) ?? 0) + (1 - score) * word.length);
    }
  }
  const best = [...found]
    .filter(([, likeness]) => likeness >= ENOUGH * letters)
    .toSorted(([i, a], [j, b]) => b - a || i - j)
    .flatMap(([index]) => names[index]?.name ?? []);
  return [...new Set(best)].slice(0, MOST);
}

/** Why there is no price, and what is near: other names, or what the same name is priced for. */
export function unknownPriceWords(known: readonly PriceRow[], { gpuType }: PriceQuery): string {
  const same = known.filter((row) => spellings(row).includes(spelling(gpuType)));
  if (same.length > 0) {
    const offers = [...new Set(same.map(offer))].slice(0, MOST);
    return `"${gpuType}" has no price for this provider, region and purchase option. It has one for ${either(offers)}.`;
  }
  const near = nearNames(gpuType, known).map((name) => `"${name}"`);
  const unknown = `No price is known for "${gpuType}".`;
  return near.length === 0 ? unknown : `${unknown} Did you mean ${either(near)}?`;
}

function offer({ provider, region, purchaseOption }: PriceRow): string {
  return [provider, region, purchaseOption].filter((word) => word !== "").join(" · ");
}

function either(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
