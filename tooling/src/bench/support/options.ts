import { InvalidArgumentError } from "commander";

/** A whole number above 0, as an option of the command line. */
export function positive(text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError("It must be a whole number above 0.");
  return count;
}
