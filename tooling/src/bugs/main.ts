import Table from "cli-table3";
import { seededBugs } from "./bugs";
import { copyRepository } from "./copy";

// A suite that finds none of the mistakes one could make proves nothing when it is green.
const wanted = process.argv.slice(2);
const bugs = seededBugs().filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
const copy = copyRepository();
try {
  const tests = [...new Set(bugs.flatMap((bug) => bug.tests))];
  const sick = copy.firstFailure(tests);
  if (sick !== undefined) throw new Error(`Without any bug a test fails already: ${sick}`);
  const table = new Table({ head: ["bug", "what goes wrong", "found by"], colWidths: [30, 60, 70], wordWrap: true });
  let missed = 0;
  for (const bug of bugs) {
    copy.apply(bug);
    const found = copy.firstFailure(bug.tests);
    copy.mend();
    if (found === undefined) missed++;
    console.log(`${found === undefined ? "MISSED" : "found "} ${bug.name}`);
    table.push([bug.name, bug.what, found ?? "nobody"]);
  }
  console.log(table.toString());
  console.log(`${bugs.length - missed} of ${bugs.length} found.`);
  process.exitCode = missed === 0 ? 0 : 1;
} finally {
  copy.remove();
}
