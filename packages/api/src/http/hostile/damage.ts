import fc from "fast-check";
import { HOSTILE_KEYS, HOSTILE_NUMBERS, HOSTILE_STRINGS } from "./strings";

// Written without its quotes: what no JavaScript value can say.
const RAW = "raw number:";

const nested = (depth: number) => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`) as unknown;

/** What stands where something else is due. */
const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(...HOSTILE_STRINGS),
  fc.constantFrom(...HOSTILE_NUMBERS.map((number) => RAW + number)),
  fc.constantFrom<unknown>(null, true, 0, -1, 0.5, 2 ** 53, 1e308, [], {}, [[]], [null], { length: 5 }, nested(20)),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: "binary", maxLength: 20 }),
);

type Blow = (value: unknown) => unknown;

const replace: fc.Arbitrary<Blow> = odd.map((other) => () => other);
const wrap: fc.Arbitrary<Blow> = fc.constantFrom<Blow>(
  (value) => [value],
  (value) => ({ value }),
  (value) => JSON.stringify(value) ?? "",
  (value) => [value, value],
);
const add: fc.Arbitrary<Blow> = fc.tuple(fc.constantFrom(...HOSTILE_KEYS), odd).map(([key, item]) => (value) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  // An own name, also where it is `__proto__`.
  return Object.fromEntries([...Object.entries(value), [key, item]]);
});
const blow = fc.oneof({ weight: 3, arbitrary: replace }, wrap, add);

/** Puts `change` on one value somewhere inside, chosen by `path`. */
function at(value: unknown, path: readonly number[], change: Blow): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== "object" || value === null) return change(value);
  if (Array.isArray(value)) {
    if (value.length === 0) return change(value);
    return value.map((item: unknown, i) => (i === step % value.length ? at(item, rest, change) : item));
  }
  const entries = Object.entries(value);
  if (entries.length === 0) return change(value);
  return Object.fromEntries(
    entries.map(([key, item], i) => [key, i === step % entries.length ? at(item, rest, change) : item]),
  );
}

/** A text as it is, or cut, or with something that JSON does not know. */
const texts: fc.Arbitrary<(text: string) => string> = fc.oneof(
  { weight: 12, arbitrary: fc.constant((text: string) => text) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      (text: string) => text.slice(0, -1),
      (text: string) => `${text}${text}`,
      (text: string) => `\ufeff${text}`,
      (text: string) => text.replace(/"[^"]*"/, "NaN"),
      (text: string) => text.replace("{", '{"a":1,"a":2,'),
      (text: string) => "[".repeat(500) + text,
    ),
  },
);

/** JSON texts: three in ten of `inputs` as they are, the others damaged in one to three places. */
export function damaged(inputs: fc.Arbitrary<unknown>): fc.Arbitrary<string> {
  const blows = fc.array(fc.tuple(fc.array(fc.nat(20), { maxLength: 3 }), blow), { minLength: 1, maxLength: 3 });
  const broken = fc.tuple(inputs, blows, texts).map(([input, several, written]) => {
    const value = several.reduce<unknown>((now, [path, change]) => at(now, path, change), input);
    return written(asText(value));
  });
  return fc.oneof({ weight: 3, arbitrary: inputs.map(asText) }, { weight: 7, arbitrary: broken });
}

function asText(value: unknown): string {
  return (JSON.stringify(value) ?? "null").replaceAll(new RegExp(`"${RAW}([^"]*)"`, "g"), "$1");
}
