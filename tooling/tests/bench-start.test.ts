import { expect, test } from "vitest";
import { sumOf } from "../src/bench/start/memory";

test("memory counts a process with all it has started, and the database apart from the server", () => {
  const lines = ["  10 1 100 node", "  11 10 9000 next-server (v1)", "  12 11 40000 postgres", "  13 1 70000 node", ""];
  expect(sumOf(10, lines.join("\n"))).toEqual({ serverKb: 9000, allKb: 49_100, processes: 3 });
});
