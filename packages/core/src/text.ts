import { z } from "zod";
import { fits, isClean, UUID } from "./plain-text";

/** Text that Postgres can hold: well-formed, without NUL, 1 to `max` code points. */
export function text(max: number) {
  return z
    .string()
    .min(1, "Must not be empty.")
    .refine((value) => fits(value, max), `At most ${max} characters.`)
    .refine(isClean, "Must be well-formed text without NUL.");
}

/** Like `text`, trimmed first, so that a name of blanks is empty. */
export function name(max: number) {
  return z.string().trim().pipe(text(max));
}

const MAX_JSON_BYTES = 16_384;
const MAX_DEPTH = 16;

function storable(value: unknown, depth: number): boolean {
  if (typeof value === "string") return isClean(value);
  if (typeof value === "number") return Number.isFinite(value);
  if (value === null || typeof value === "boolean") return true;
  if (depth >= MAX_DEPTH || typeof value !== "object") return false;
  return Array.isArray(value)
    ? value.every((item) => storable(item, depth + 1))
    : Object.entries(value).every(([key, item]) => isClean(key) && storable(item, depth + 1));
}

/** A JSON object that jsonb can hold: at most 16 KiB and 16 levels. */
export const JsonObject = z
  .record(z.string(), z.json())
  .refine((value) => storable(value, 0), "Must be plain JSON without NUL, at most 16 levels deep.")
  .refine((value) => new TextEncoder().encode(JSON.stringify(value)).length <= MAX_JSON_BYTES, "At most 16 KiB.");
export type JsonObject = z.infer<typeof JsonObject>;

/** An id in one spelling: a retry in capitals is the same request. */
export const Uuid = z.string().regex(UUID, "Must be a UUID.").toLowerCase();

/** A whole number between two bounds. */
export function whole(min: number, max: number) {
  return z
    .int("Must be a whole number.")
    .min(min, `Must be at least ${min.toLocaleString("en-US")}.`)
    .max(max, `Must be at most ${max.toLocaleString("en-US")}.`);
}

/** A key under which a repeated write is recognised, chosen by the caller. */
export const IdempotencyKey = text(200);

const LINK_PROTOCOLS = new Set(["https:", "http:", "s3:", "gs:", "hf:"]);

/** A link to a file: http(s), s3, gs or hf, without credentials. */
export const FileUrl = text(2000).refine((value) => {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return LINK_PROTOCOLS.has(url.protocol) && url.username === "" && url.password === "";
}, "Must be an http, https, s3, gs or hf address.");
