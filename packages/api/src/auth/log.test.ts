import { expect, test } from "vitest";
import { createLog } from "../http/log";
import { authLog } from "./log";

test("what the library says of a person is for debugging, its own failures are errors, with their cause", () => {
  const lines: string[] = [];
  const say = authLog(createLog("debug", { write: (line) => lines.push(line) }));
  say("warn", "Invalid password");
  say("info", "Nothing much", { of: "no interest" });
  say("error", "No answer", "once more", new Error("away"));
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { level: 20, msg: "Invalid password" },
    { level: 20, msg: "Nothing much" },
    { level: 50, msg: "No answer", err: { message: "away" } },
  ]);
  expect(lines[0]).not.toContain('"err"');
});
