import { expect, test } from "vitest";
import { watchInbox } from "../src/bench/inbox/watch";

test("the simulator can be watched: every tab with its badge, and that nothing is broken", async () => {
  let text = "";
  const write = (more: string) => void (text += more);
  expect(await watchInbox({ seed: 3, runs: 2, steps: 20, pauseMs: 0, write })).toBe(0);
  expect(text).toMatch(/tab 1\s+\d+ unread/);
  expect(text).toContain("leads");
  expect(text).toContain("nothing is broken");
  expect(text).toMatch(/2 runs, 0 of them broken/);
});
