import { Command } from "commander";
import { version as esbuild } from "esbuild";
import type { BundleSize } from "./bundle/measure";
import { BUDGETS, measureOurs, type Ours } from "./bundle/ours";
import { measureRivals, type MeasuredRival } from "./bundle/rivals";
import { builtPages } from "./bundle/pages-table";
import { report, type Report, type Row, type Table } from "./support/report";

type Options = { latest?: boolean; parts?: boolean; pages: boolean };

export const command = new Command("bundle")
  .description("what pages load: for our hooks and our bell, beside other products; and each page of the application")
  .option("--latest", "the newest version of each other product, instead of the one named in the source")
  .option("--parts", "what our own bundles are made of")
  .option("--no-pages", "leave the pages of the built application out")
  .action((options: Options) => report("bundle", () => run(options)));

async function run({ latest = false, parts = false, pages: withPages }: Options): Promise<Report> {
  const ours = await measureOurs();
  const rivals = await measureRivals(latest).catch((error: unknown) => String(error));
  const pages = withPages ? await builtPages() : undefined;
  const whole = { title: "Everything a page loads, React apart", rows: [...ownRows(ours), ...rivalRows(rivals)] };
  return {
    tables: [
      whole,
      addedTable(ours),
      ...(pages?.tables ?? []),
      ...(parts ? [partsTable("hooks", ours), partsTable("bell", ours)] : []),
    ],
    notes: [
      `esbuild ${esbuild}, ESM, minified, es2020, production, gzip -9; kB of 1,000 bytes; lazy parts and CSS apart`,
      ...(typeof rivals === "string" ? [`only ours: npm could not install the others (${firstLine(rivals)})`] : []),
      ...(pages?.notes ?? []),
    ],
    facts: {
      esbuild,
      budgets: BUDGETS,
      added: ours.added,
      parts: { hooks: ours.hooks.parts, bell: ours.bell.parts },
      pages: pages?.sizes,
    },
  };
}

const kB = (bytes: number) => bytes / 1000;
const firstLine = (text: string) => text.split("\n")[0];

function sizeRow(name: string, what: string, { initial, lazy, css }: BundleSize): Row {
  return {
    package: name,
    what,
    "minified kB": kB(initial.minified),
    "gzip kB": kB(initial.gzipped),
    "lazy gzip kB": kB(lazy.gzipped),
    "CSS gzip kB": kB(css.gzipped),
  };
}

function ownRows({ base, hooks, provider, bell }: Ours): Row[] {
  return [
    sizeRow("base: tRPC and TanStack Query", "client, provider, hooks", base),
    sizeRow("base + ours", "hooks: notifications, count, marks", hooks),
    sizeRow("base + ours", "the same with our provider", provider),
    sizeRow("base + ours", "hooks and bell; panel and toasts later", bell),
  ];
}

function rivalRows(rivals: readonly MeasuredRival[] | string): Row[] {
  if (typeof rivals === "string") return [];
  return rivals.map(({ package: name, version, what, imports, size }) =>
    sizeRow(`${name} ${version}`, `${what}: ${imports}`, size),
  );
}

function goalRow(what: string, bytes: number, goal: number): Row {
  return { "what an application with tRPC adds": what, "gzip kB": kB(bytes), "goal kB": kB(goal) };
}

function addedTable({ added }: Ours): Table {
  return {
    title: "Ours over the base",
    rows: [
      goalRow("hooks", added.hooks, BUDGETS.hooks),
      goalRow("after the first paint: polls, stream, tabs, lists", added.later, BUDGETS.later),
      goalRow("bell on top, CSS of all of it included", added.bell, BUDGETS.bell),
      goalRow("after the first paint: panel, toasts, snooze", added.panel, BUDGETS.panel),
    ],
  };
}

function partsTable(of: "hooks" | "bell", ours: Ours): Table {
  return {
    title: `What base + ${of} is made of`,
    rows: ours[of].parts.map(([part, bytes]) => ({ part, "minified bytes": bytes })),
  };
}
