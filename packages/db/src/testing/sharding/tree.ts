/** A node of PostgreSQL's own syntax tree: its kind, as `SelectStmt`, and what it holds. */
export type Part = { readonly kind: string; readonly body: Body };
export type Body = Readonly<Record<string, unknown>>;

// The parser writes these without saying what they are.
const UNSAID = new Map([
  ["larg", "SelectStmt"],
  ["rarg", "SelectStmt"],
  ["relation", "RangeVar"],
]);

/** The one node in a value; undefined where it is none. */
export function partOf(value: unknown): Part | undefined {
  if (!isBody(value)) return undefined;
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0 || !/^[A-Z]/.test(entry[0]) || !isBody(entry[1])) return undefined;
  return { kind: entry[0], body: entry[1] };
}

/** The nodes of a list. */
export function partsOf(value: unknown): Part[] {
  return Array.isArray(value) ? value.flatMap((one) => partOf(one) ?? []) : [];
}

/** Every node in a value, those inside of others too, but for the kind `without` and what is inside of it. */
export function* everyPart(value: unknown, key = "", without?: string): Generator<Part> {
  if (Array.isArray(value)) {
    for (const one of value) yield* everyPart(one, "", without);
    return;
  }
  if (!isBody(value)) return;
  const part = partOf(value) ?? unsaid(key, value);
  if (part !== undefined && part.kind === without) return;
  if (part) yield part;
  for (const [name, child] of Object.entries(part?.body ?? value)) yield* everyPart(child, name, without);
}

function unsaid(key: string, body: Body): Part | undefined {
  const kind = UNSAID.get(key);
  // A join has a left and a right, too: those say what they are.
  return kind === undefined || partOf(body) ? undefined : { kind, body };
}

/** The words of a name such as `pg_catalog.timezone`, the last one last; `*` for all columns. */
export function wordsOf(names: unknown): string[] {
  return partsOf(names).map(({ body }) => (typeof body["sval"] === "string" ? body["sval"] : "*"));
}

export function isBody(value: unknown): value is Body {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
