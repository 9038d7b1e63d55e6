import { plainDecimal } from "@pipeline/core/decimal-notation";

/** Amounts come as JSON numbers; ours are decimals. */
const AMOUNTS = new Set(["amount", "unit_price"]);
const TOKEN = /"(?:[^"\\]|\\.)*"|[[{]|[\]}]|:|-?\d[\d.eE+-]*/gs;

/**
 * The amounts that a valid JSON object has as numbers, as the decimals that were written: a number has more digits than
 * its value in JavaScript keeps. What no decimal of ours can hold is as it was written, for the schema to refuse.
 */
export function amountsIn(json: string): Map<string, string> {
  const amounts = new Map<string, string>();
  let depth = 0;
  let name = "";
  let before = "";
  for (const [token] of json.matchAll(TOKEN)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    if (depth === 1 && token === ":") {
      name = String(JSON.parse(before));
      // It may come again: what is last counts, as everywhere.
      amounts.delete(name);
    } else if (depth === 1 && before === ":" && AMOUNTS.has(name) && /^[-\d]/.test(token)) {
      amounts.set(name, plainDecimal(token) ?? token);
    }
    before = token;
  }
  return amounts;
}
