import type { App } from "@pipeline/api/http";
import type { Row, Table } from "../support/report";
import { type Case, inTurns, type Measured, type Pace, repeated, timesAsFast } from "../support/run";
import { bareRollups, groupRecords, reduceRecords } from "./baselines";
import type { Account } from "./fill";
import { checkAgreement, type Question, questionsOf, summaryOf } from "./questions";

/** Calls of seconds each have their turn in the first rounds alone. */
const SLOW_TURNS = 2;
const KEYS = ["job", "outcome"] as const;

const WAYS = {
  verb: summaryOf,
  bare: bareRollups,
  grouped: groupRecords,
  job: (app: App, question: Question) => summaryOf(app, question, "job"),
  outcome: (app: App, question: Question) => summaryOf(app, question, "outcome"),
  reduced: reduceRecords,
} as const;
type Way = keyof typeof WAYS;

type Found = (question: Question, way: Way) => Measured | undefined;
export type Summaries = { readonly tables: readonly Table[]; readonly measured: readonly Measured[] };

/** Every question of every account by every way, in turns; before that all ways have to agree. */
export async function measureSummaries(app: App, accounts: readonly Account[], pace: Pace): Promise<Summaries> {
  const questions = accounts.flatMap(questionsOf);
  for (const question of questions) await checkAgreement(app, question);
  const measured = await inTurns(casesOf(app, questions), pace);
  const byName = new Map(measured.map((one) => [one.name, one]));
  const found: Found = (question, way) => byName.get(nameOf(question, way));
  return { measured, tables: [goalTable(questions, found), timeTable(questions, found), keyTable(questions, found)] };
}

const nameOf = ({ period, view, account }: Question, way: Way) =>
  `${period}, ${view} zone, ${account.records} records: ${way}`;

function casesOf(app: App, questions: readonly Question[]): Case[] {
  const of = (way: Way, asked: readonly Question[]): Case[] =>
    asked.map((question) => repeated(nameOf(question, way), 1, () => WAYS[way](app, question)));
  const own = questions.filter(({ view }) => view === "own");
  return [
    ...(["verb", "bare", "grouped"] as const).flatMap((way) => of(way, questions)),
    ...KEYS.flatMap((way) => of(way, own)),
    ...of("reduced", own).map((slow) => ({ ...slow, turns: SLOW_TURNS })),
  ];
}

/** How often `part` fits into the time of `whole`, round by round. */
const times = (whole: Measured | undefined, part: Measured | undefined) =>
  whole && part ? timesAsFast(part, whole) : undefined;

function timeTable(questions: readonly Question[], found: Found): Table {
  return {
    title: "By type and local day, p50 in ms",
    rows: questions.map((question) => {
      const [verb, bare] = [found(question, "verb"), found(question, "bare")];
      return {
        ...subject(question),
        "costs.summary": verb?.p50,
        p99: verb?.p99,
        "bare roll-ups": bare?.p50,
        "of bare": times(verb, bare),
        "GROUP BY": found(question, "grouped")?.p50,
        "GROUP BY in its time": times(found(question, "grouped"), verb),
        "select *": found(question, "reduced")?.p50,
        "select * in its time": times(found(question, "reduced"), verb),
      };
    }),
  };
}

function keyTable(questions: readonly Question[], found: Found): Table {
  const own = questions.filter(({ view }) => view === "own");
  return {
    title: "By job and by outcome, in the account's zone, a month by day and a year by month, p50 in ms",
    rows: own.map((question) => ({
      ...subject(question),
      jobs: question.account.jobs,
      ...Object.fromEntries(KEYS.map((way) => [`by ${way}`, found(question, way)?.p50])),
    })),
  };
}

const subject = ({ period, view, account }: Question): Row => ({
  window: period,
  zone: view,
  records: account.records,
});

/** The goals, each as the ratio that counts. */
function goalTable(questions: readonly Question[], found: Found): Table {
  const sizes = [...new Set(questions.map(({ account }) => account.records))].sort((a, b) => a - b);
  const [smallest, largest, next] = [sizes[0], sizes.at(-1), sizes.at(-2)];
  const rows = questions
    .filter(({ account }) => account.records === largest)
    .flatMap((question): Row[] => {
      const { period, view } = question;
      const verb = found(question, "verb");
      const base = questions.find(
        (one) =>
          one !== question &&
          one.period === period &&
          one.view === view &&
          one.account.records === (view === "own" ? smallest : next),
      );
      const grown = base && times(verb, found(base, "verb"));
      const row = (goal: string, ratio: number | undefined, least: number, most: number): Row[] =>
        ratio === undefined ? [] : [{ window: period, zone: view, goal, ratio, met: isWithin(ratio, least, most) }];
      return [
        ...row(
          `of ${count(base?.account.records)} records, ${view === "own" ? 1.5 : 2} at most`,
          grown,
          0,
          view === "own" ? 1.5 : 2,
        ),
        ...row("of the bare roll-up query, 1.5 at most", times(verb, found(question, "bare")), 0, 1.5),
        ...row("select * in its time, 500 at least", times(found(question, "reduced"), verb), 500, Infinity),
      ];
    });
  return { title: `costs.summary of ${count(largest)} records, by type and local day`, rows };
}

const isWithin = (ratio: number, least: number, most: number) => (least <= ratio && ratio <= most ? "yes" : "no");
const count = (records = 0) => records.toLocaleString("en");
