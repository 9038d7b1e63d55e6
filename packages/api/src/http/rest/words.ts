import { DomainError, isDomainError } from "@pipeline/core/errors";

/** `gpuType` in the words of REST: `gpu_type`. */
export function snake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `gpu_type` in our own words; undefined for what REST would not say, `gpuType` included. */
export function camel(name: string): string | undefined {
  if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(name)) return undefined;
  return name.replace(/_([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
}

/** An error of a verb in the words of REST: fields, and the names of fields in its sentences. */
export function inRestWords(error: unknown, names: readonly string[]): unknown {
  if (!isDomainError(error)) return error;
  const { code, message, fields, retryAfter, cause } = error;
  const say = (text: string) => text.replace(/\b[a-z]+(?:[A-Z][a-z]+)+\b/g, (w) => (names.includes(w) ? snake(w) : w));
  return new DomainError(code, say(message), {
    fields: fields.map((complaint) => ({ field: snake(complaint.field), message: say(complaint.message) })),
    cause,
    ...(retryAfter !== undefined && { retryAfter }),
  });
}
