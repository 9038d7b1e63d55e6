import { toUnits, type Money } from "@pipeline/core/money";
import { snake } from "./words";

class JsonNumber {
  constructor(readonly digits: string) {}
}

/** An amount as a JSON number with every one of its digits. REST alone writes amounts so. */
export function jsonNumber(amount: Money): JsonNumber {
  // Throws on anything that is no plain decimal.
  toUnits(amount);
  return new JsonNumber(amount);
}

// The callers' own objects: their names are not ours to change.
const OPAQUE = new Set(["metadata", "details", "body"]);

/** Writes a value in the words of REST: names in snake_case, amounts as numbers. */
export function toRestJson(value: unknown): string {
  if (value instanceof JsonNumber) return value.digits;
  if (Array.isArray(value)) return `[${value.map(toRestJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const fields = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${fields.map(([name, item]) => `${JSON.stringify(snake(name))}:${fieldJson(name, item)}`).join(",")}}`;
}

function fieldJson(name: string, value: unknown): string {
  return OPAQUE.has(name) && !(value instanceof JsonNumber) ? JSON.stringify(value) : toRestJson(value);
}
