import { badInput, DomainError, type FieldError } from "@pipeline/core/errors";
import type { z } from "zod";
import { fieldErrors } from "../../trpc";
import type { Body } from "../body";
import { amountsIn } from "./amounts";
import { camel, snake } from "./words";

/** What a request gives: names as it wrote them. */
export type Given = { readonly [name: string]: unknown };

/** The query as an object. BAD_INPUT for a name that is given twice. */
export function readQuery(url: URL): Given {
  const query = new Map<string, unknown>();
  for (const [name, value] of url.searchParams) {
    if (query.has(name)) throw badInput(name, "Given more than once.");
    query.set(name, name === "limit" && /^\d{1,9}$/.test(value) ? Number(value) : value);
  }
  return Object.fromEntries(query);
}

/** The body as an object, amounts with every digit; none is an empty one. BAD_INPUT for another JSON value. */
export function asFields(body: Body | undefined): Given {
  if (body === undefined) return {};
  const { value, text } = body;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw badInput("body", "The body must be a JSON object.");
  }
  return { ...value, ...Object.fromEntries(amountsIn(text)) };
}

/** Checks what was given against a schema in our own words. BAD_INPUT names every wrong field as REST does. */
export function parseInput<T extends z.ZodObject>(schema: T, fixed: Given, given: Given): z.infer<T> {
  const names = Object.keys(given).map((name) => ({ name, own: camel(name) }));
  const isUnknown = ({ own }: { own: string | undefined }) =>
    own === undefined || Object.hasOwn(fixed, own) || !Object.hasOwn(schema.shape, own);
  const unknown = names.filter(isUnknown).map(({ name }) => unknownField(name));
  const known = names.filter((entry) => !isUnknown(entry));
  const parsed = schema.safeParse({
    ...Object.fromEntries(known.map(({ name, own = "" }) => [own, given[name]])),
    ...fixed,
  });
  const complaints = [...unknown, ...(parsed.success ? [] : fieldErrors(parsed.error).map(inSnake))];
  if (complaints.length > 0 || !parsed.success)
    throw new DomainError("BAD_INPUT", sentenceOf(complaints), { fields: complaints });
  return parsed.data;
}

/** BAD_INPUT for a query where none is taken. */
export function refuseAll(query: Given): void {
  const fields = Object.keys(query).map(unknownField);
  if (fields.length > 0) throw new DomainError("BAD_INPUT", sentenceOf(fields), { fields });
}

function unknownField(name: string): FieldError {
  return { field: name, message: "Unknown field." };
}

function inSnake({ field, message }: FieldError): FieldError {
  return { field: snake(field), message };
}

function sentenceOf([first, ...others]: readonly FieldError[]): string {
  if (first === undefined || others.length > 0) return "The input is not valid.";
  return `${first.field}: ${first.message}`;
}
