import { END, START, type Slice } from "./size";

// Texts of SQL that the others share: everything in them is a figure of our own.

const SPAN = END - START;

/** Records come in bursts: several jobs in one quarter hour. */
export const BURST = 5;
export const BURSTS = `(p.records / ${BURST})::bigint`;
/** Jobs of an account: the more it records the more it trains, and the more each job records. */
export const JOBS = "ceil(1.5 * sqrt(p.records))::bigint";

/** An instant of milliseconds. */
export const instant = (ms: number | string): string => `to_timestamp((${ms}) / 1000.0)`;
/** An instant as the application writes it. */
export const iso = (at: string): string => `to_char((${at}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The id of an account's job, with the version and variant that the API asks of one. */
export function jobId(job: string): string {
  return `overlay(overlay(md5(p.n || ' job ' || ${job}) placing '4' from 13) placing '8' from 17)::uuid`;
}

/** When the n-th of so many begins, in ms: evenly over the ten years. */
export const beginning = (n: string, count: string): string => `(${START} + (${n}) * ${SPAN} / ${count})`;

/** The ones that begin in a slice, or so many before it: near there by arithmetic, then by their time. */
export function within({ from, to }: Slice, name: string, count: string, before = 0): string {
  const near = (ms: number) => `${ms - START} * ${count} / ${SPAN}`;
  return `
    cross join lateral generate_series(
      greatest(0, ${near(from)} - ${before + 1}), least(${count} - 1, ${near(to)} + 1)
    ) ${name}
    join lateral (select ${beginning(name, count)} as begins, ${beginning(`${name} + ${before}`, count)} as bound) as ${name}_at
      on ${name}_at.bound >= ${from} and ${name}_at.begins < ${to}`;
}
