import { z } from "zod";
import { badInput } from "./errors";

const Envelope = z.tuple([z.string(), z.record(z.string(), z.union([z.string(), z.number()]))]);

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
export const CursorInput = z.string().min(1).max(2000);

/** A page size from 1 to `max`. */
export function limit(max: number, standard: number) {
  return z.int(`Must be a whole number from 1 to ${max}.`).min(1).max(max).default(standard);
}

/** One page of a list. */
export type Page<T> = { items: T[]; nextCursor: string | null };
