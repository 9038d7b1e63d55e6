import { InvalidArgumentError } from "commander";

/** A number of things, as an option of a benchmark. */
export function positive(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError("It must be a whole number above 0.");
  return count;
}
