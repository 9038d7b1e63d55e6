import { fromUnits, toUnits } from "@pipeline/core/money";
import type { Line, Post } from "./history";

/** What is there in the end. */
export type Truth = {
  /** Every record of the user. */
  rows: readonly { id: string; key: string; amount: string }[];
  /** What the API says that they come to. */
  total: string;
  /** The thresholds that these records reach, and those that were told, one for each time. */
  reached: readonly number[];
  told: readonly number[];
};

/**
 * What in a history and its end cannot both be true, a sentence each; nothing where nothing was lost, doubled, made up,
 * done though refused, summed wrongly, told twice or read stale.
 */
export function complaintsOf(history: readonly Line[], truth: Truth): string[] {
  return [...postsAndRows(history, truth), ...sumsAndThresholds(truth), ...staleReads(history)];
}

/** A key with another amount is another post: the one is refused where the other was taken. */
const nameOf = ({ key, amount }: Pick<Post, "key" | "amount">) => `${key} of ${amount}`;

function postsAndRows(history: readonly Line[], { rows }: Truth): string[] {
  const posts = outcomes(history);
  const there = new Map(rows.map((row) => [nameOf(row), row.id]));
  const keys = new Set<string>();
  const complaints: string[] = [];
  for (const { key } of rows) {
    if (keys.has(key)) complaints.push(`${key} is there more than once.`);
    keys.add(key);
  }
  for (const [name, { acknowledged, open }] of posts) {
    const id = there.get(name);
    if (acknowledged.size > 0 && id === undefined) complaints.push(`${name} was acknowledged and is lost.`);
    if (acknowledged.size > 1) complaints.push(`${name} was answered with several records.`);
    if (id !== undefined && acknowledged.size === 1 && !acknowledged.has(id))
      complaints.push(`${name} was answered with another record.`);
    if (id !== undefined && acknowledged.size === 0 && !open) complaints.push(`${name} was refused and is there.`);
  }
  for (const name of there.keys()) if (!posts.has(name)) complaints.push(`${name} is there and nobody sent it.`);
  return complaints;
}

type Outcome = { acknowledged: Set<string>; open: boolean };

/** What became of each post: the ids it was acknowledged with, and whether of some attempt nobody knows. */
function outcomes(history: readonly Line[]): Map<string, Outcome> {
  const refused = new Set(history.filter(({ step }) => step === "fail").map(({ attempt }) => attempt));
  const found = new Map<string, Outcome>();
  for (const line of history) {
    if (line.deed !== "post") continue;
    const one = found.get(nameOf(line)) ?? { acknowledged: new Set(), open: false };
    if (line.step === "ok" && "id" in line) one.acknowledged.add(line.id);
    if (!refused.has(line.attempt)) one.open = true;
    found.set(nameOf(line), one);
  }
  return found;
}

function sumsAndThresholds({ rows, total, reached, told }: Truth): string[] {
  const sum = fromUnits(rows.reduce((units, { amount }) => units + toUnits(amount), 0n));
  return [
    ...(sum === total ? [] : [`The records come to ${sum}, the API says ${total}.`]),
    ...(String(reached) === String(told) ? [] : [`Reached was ${String(reached)}, told ${String(told)}.`]),
  ];
}

type Sums = Map<string, bigint>;

/** A read holds all that was acknowledged before it began, and nothing that nobody had sent when it ended. */
function staleReads(history: readonly Line[]): string[] {
  const posts = outcomes(history);
  const [least, most]: [Sums, Sums] = [new Map(), new Map()];
  const counted = { least: new Set<string>(), most: new Set<string>() };
  const begun = new Map<number, Sums>();
  const complaints: string[] = [];
  const count = (line: Post, which: "least" | "most", sums: Sums) => {
    if (counted[which].has(nameOf(line))) return;
    counted[which].add(nameOf(line));
    sums.set(line.project, (sums.get(line.project) ?? 0n) + toUnits(line.amount));
  };
  for (const line of history) {
    if (line.deed === "post") {
      // What was refused each time must not be seen at any moment.
      if (line.step === "invoke" && posts.get(nameOf(line))?.open) count(line, "most", most);
      if (line.step === "ok") count(line, "least", least);
    } else if (line.step === "invoke") begun.set(line.attempt, new Map(least));
    else if (line.step === "ok" && "sums" in line) complaints.push(...judged(line, begun.get(line.attempt), most));
  }
  return complaints;
}

function judged(
  { attempt, sums }: { attempt: number; sums: Record<string, string> },
  least: Sums | undefined,
  most: Sums,
) {
  return [...new Set([...most.keys(), ...Object.keys(sums)])].flatMap((project) => {
    const seen = toUnits(sums[project] ?? "0");
    const from = least?.get(project) ?? 0n;
    const to = most.get(project) ?? 0n;
    if (from <= seen && seen <= to) return [];
    const range = `${fromUnits(from)} to ${fromUnits(to)}`;
    return [`Read ${attempt} saw ${fromUnits(seen)} of ${project}, which was ${range}.`];
  });
}
