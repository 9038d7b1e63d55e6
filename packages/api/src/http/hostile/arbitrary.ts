import fc from "fast-check";
import { z } from "zod";

type Schema = z.core.JSONSchema.BaseSchema;

/** What texts of a field may be: by the field's name, then by its format. */
export type Known = Readonly<Record<string, readonly string[]>>;

/** Inputs that a schema takes, as far as its JSON Schema tells and `known` has texts for the rest. */
export function inputsOf(schema: z.ZodType, known: Known): fc.Arbitrary<unknown> {
  // What is refined or transformed has no words in JSON Schema: `known` makes up for it.
  return valuesOf(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }), "", known);
}

function valuesOf(schema: Schema | boolean, field: string, known: Known): fc.Arbitrary<unknown> {
  if (typeof schema === "boolean") return fc.jsonValue({ maxDepth: 2 });
  if (schema.enum) return fc.constantFrom<unknown>(...schema.enum);
  if (schema.const !== undefined) return fc.constant(schema.const);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => valuesOf(choice, field, known)));
  switch (schema.type) {
    case "object":
      return objectsOf(schema, field, known);
    case "array":
      return fc.array(valuesOf(Array.isArray(schema.items) ? true : (schema.items ?? true), field, known), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, 4),
      });
    case "string":
      return textsOf(schema, field, known);
    case "integer":
    case "number":
      return numbersOf(schema);
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case undefined:
  }
  return fc.constant(undefined);
}

function objectsOf(schema: Schema, field: string, known: Known): fc.Arbitrary<unknown> {
  const { properties = {}, required = [], propertyNames, additionalProperties } = schema;
  if (propertyNames) {
    const values = valuesOf(additionalProperties ?? true, field, known);
    return fc.dictionary(valuesOf(propertyNames, "", known).map(String), values, { maxKeys: 4 });
  }
  const fields = Object.fromEntries(
    Object.entries(properties).map(([name, value]) => [name, valuesOf(value, name, known)]),
  );
  // Defaults are "required" in what comes out; here they may be left out.
  return fc.record(fields, { requiredKeys: required.filter((name) => name in fields) });
}

function textsOf({ format, pattern, maxLength = 30 }: Schema, field: string, known: Known): fc.Arbitrary<string> {
  const texts = known[field] ?? known[format ?? ""] ?? (pattern === undefined ? undefined : known["uuid"]);
  if (texts) return fc.constantFrom(...texts);
  return fc.string({ unit: "grapheme", minLength: 1, maxLength: Math.min(maxLength, 30) });
}

function numbersOf(schema: Schema): fc.Arbitrary<number> {
  const { type, minimum, maximum: max = 1e9, exclusiveMinimum } = schema;
  const min = minimum ?? (typeof exclusiveMinimum === "number" ? exclusiveMinimum : -1e9);
  const whole = fc.integer({ min: Math.ceil(min), max: Math.min(Math.floor(max), 2 ** 31) });
  if (type === "integer") return fc.oneof(whole, fc.constantFrom(min, max));
  return fc.oneof(whole, fc.double({ min, max, noNaN: true, minExcluded: true }));
}
