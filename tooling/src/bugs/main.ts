import Table from "cli-table3";
import { seededBugs } from "./bugs";
import { copyRepository } from "./copy";
import { failuresOf, hunt } from "./hunt";

// A suite that finds none of the mistakes one could make proves nothing when it is green.
const wanted = process.argv.slice(2);
const bugs = seededBugs().filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
const copy = copyRepository();
try {
  const verdicts = hunt(bugs, copy, console.log);
  const table = new Table({ head: ["bug", "what goes wrong", "found by"], colWidths: [30, 60, 70], wordWrap: true });
  for (const { bug, failed } of verdicts) table.push([bug.name, bug.what, failed ?? "nobody"]);
  console.log(table.toString());
  const failures = failuresOf(verdicts);
  for (const failure of failures) console.error(failure);
  console.log(`${bugs.length - failures.length} of ${bugs.length} found.`);
  process.exitCode = failures.length === 0 ? 0 : 1;
} finally {
  copy.remove();
}
