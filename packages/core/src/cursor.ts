import { z } from "zod";
import { badInput } from "./errors";
import { isClean } from "./plain-text";

// Somebody may have made it: a text goes into a statement.
const Text = z.string().refine(isClean);
const Envelope = z.tuple([z.string(), z.record(z.string(), z.union([Text, z.number()]))]);

function base64url(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
}

function fromBase64url(text: string): string {
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}

/** Packs where a page ended. `of` names the list with all its filters: the cursor serves no other. */
export function encodeCursor(of: string, at: Record<string, string | number>): string {
  return base64url(JSON.stringify([of, at]));
}

/** Unpacks a cursor made by `encodeCursor` for the same list; BAD_INPUT on `cursor` otherwise. */
export function decodeCursor<T>(cursor: string, of: string, shape: z.ZodType<T>): T {
  let parsed: unknown;
  try {
    parsed = JSON.parse(fromBase64url(cursor));
  } catch {
    throw badInput("cursor", "This cursor cannot be read.");
  }
  const envelope = Envelope.safeParse(parsed);
  if (!envelope.success) throw badInput("cursor", "This cursor cannot be read.");
  const [list, at] = envelope.data;
  if (list !== of) throw badInput("cursor", "This cursor belongs to another list.");
  const values = shape.safeParse(at);
  if (!values.success) throw badInput("cursor", "This cursor cannot be read.");
  return values.data;
}

/** A cursor as it comes in. */
export const CursorInput = z.string().min(1, "Must not be empty.").max(2000, "Is too long.");

/** A page size from 1 to `max`. */
export function limit(max: number, standard: number) {
  const message = `Must be a whole number from 1 to ${max.toLocaleString("en-US")}.`;
  return z.int(message).min(1, message).max(max, message).default(standard);
}

// What Postgres, Date and ISO 8601 all can say: the years 1 to 9999.
const FIRST = Date.parse("0001-01-01T00:00:00Z");
const LAST = Date.parse("9999-12-31T23:59:59.999Z");

/** An instant inside a cursor, as a list wrote it. */
export const CursorInstant = z.iso
  .datetime()
  .refine((value) => Date.parse(value) >= FIRST && Date.parse(value) <= LAST);

/** The same in ms. */
export const CursorMs = z.int().min(FIRST).max(LAST);

/** One page of a list. */
export type Page<T> = { items: T[]; nextCursor: string | null };
