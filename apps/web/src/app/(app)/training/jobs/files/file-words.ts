import type { StoredFile } from "./stored-file";

const STEPS = [
  ["PB", 1e15],
  ["TB", 1e12],
  ["GB", 1e9],
  ["MB", 1e6],
  ["kB", 1e3],
] as const;
const DIGITS = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });

/** A size in the units that are billed, a GB being 10⁹ bytes: "12.4 GB". */
export function sizeWords(bytes: number): string {
  const [unit, size] = STEPS.find(([, least]) => bytes >= least) ?? ["bytes", 1];
  return `${DIGITS.format(bytes / size)} ${unit}`;
}

/** What to call a file: its name, else the end of its address, else the job that made it. */
export function nameOf({ name, url, jobName }: Pick<StoredFile, "name" | "url" | "jobName">): string {
  const last = url
    ?.split(/[?#]/)[0]
    ?.split("/")
    .findLast((part) => part !== "");
  return name ?? last ?? (jobName === null ? "Unnamed file" : `Model of ${jobName}`);
}

/** The smallest amount that a number of decimals can show: "0.01". */
export const leastShown = (decimals: number): string => (decimals === 0 ? "1" : `0.${"1".padStart(decimals, "0")}`);
