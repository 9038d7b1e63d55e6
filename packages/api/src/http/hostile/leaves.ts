import { z } from "zod";

type Schema = z.core.JSONSchema.BaseSchema;
type Kind = "text" | "list" | "record" | "object";

/** A place in an input where something of a size may stand; `[]` is any item of a list. */
export type Leaf = { readonly path: readonly string[]; readonly kind: Kind; readonly item: unknown };

/** Every text, list, record and object of an input, as far as JSON Schema tells: refinements it does not know. */
export function leavesOf(schema: z.ZodType): Leaf[] {
  return within(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }), []);
}

function within(schema: Schema | boolean, path: readonly string[]): Leaf[] {
  if (typeof schema === "boolean") return [];
  const { type, properties, items, propertyNames, anyOf = [], enum: words, const: word } = schema;
  if (anyOf.length > 0) return anyOf.flatMap((choice) => within(choice, path));
  if (type === "object" && propertyNames) return [{ path, kind: "record", item: 1 }];
  if (type === "object") {
    const inside = Object.entries(properties ?? {}).flatMap(([name, value]) => within(value, [...path, name]));
    return [{ path, kind: "object", item: undefined }, ...inside];
  }
  if (type === "array" && items !== undefined && !Array.isArray(items))
    return [{ path, kind: "list", item: sampleOf(items) }, ...within(items, [...path, "[]"])];
  return type === "string" && !words && word === undefined ? [{ path, kind: "text", item: "" }] : [];
}

function sampleOf(items: Schema | boolean): unknown {
  if (typeof items === "boolean") return 1;
  return items.enum?.[0] ?? { string: "a", integer: 1, number: 1, object: {} }[String(items.type)] ?? null;
}

/** An input with this at that place, and nothing else. */
export function inputWith(path: readonly string[], value: unknown): unknown {
  return path.reduceRight<unknown>((inner, step) => (step === "[]" ? [inner] : { [step]: inner }), value);
}
