import { z } from "zod";

type Schema = z.core.JSONSchema.BaseSchema;

/** Texts whose schema is a rule of its own, which JSON Schema does not tell. */
const RULED = /^(amount|unitPrice|timeZone|url|artifactUrl|cursor)$/;

/** The fields of an input that hold what somebody likes to write, `a.b` inside `a`. */
export function freeTexts(schema: z.ZodType): string[] {
  return within(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }), "");
}

function within(schema: Schema | boolean, path: string): string[] {
  if (typeof schema === "boolean") return [];
  const { type, properties = {}, items, anyOf = [], format, pattern, enum: words, const: word, propertyNames } = schema;
  if (type === "object") {
    if (propertyNames && !Object.keys(properties).length && schema.additionalProperties !== false)
      return typeof propertyNames === "object" && propertyNames.enum ? [] : [path];
    return Object.entries(properties).flatMap(([name, value]) => within(value, path === "" ? name : `${path}.${name}`));
  }
  if (type === "array" && items !== undefined && !Array.isArray(items)) return within(items, path);
  const name = path.split(".").at(-1) ?? "";
  const isFree = type === "string" && format === undefined && pattern === undefined && !words && word === undefined;
  return [...(isFree && !RULED.test(name) ? [path] : []), ...anyOf.flatMap((choice) => within(choice, path))];
}
