import { expect, test } from "vitest";
import { browserWords } from "./browser-words";
import { toRows } from "./session-row";

const CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";

const session = (id: string, day: number) => ({ id, token: "secret", createdAt: new Date(Date.UTC(2026, 10, day)) });

test("this browser comes first, then the newest, and no token leaves with them", () => {
  const rows = toRows([session("a", 1), session("b", 2), session("c", 3)], "b");
  expect(rows.map(({ id }) => id)).toEqual(["b", "c", "a"]);
  expect(JSON.stringify(rows)).not.toContain("secret");
});

test("a browser is called by its name and system", () => {
  expect(browserWords(CHROME)).toBe("Chrome on Linux");
  expect(browserWords(`${CHROME} Edg/156.0`)).toBe("Edge on Linux");
  expect(browserWords("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1")).toBe(
    "Safari on iPhone",
  );
  expect(browserWords(null)).toBe("Unknown browser");
});
