import { describe, expect, test } from "vitest";
import { isAppPath } from "./app-path";

describe("an address inside the application", () => {
  test.each([
    "/",
    "/costs?from=2026-03-01&to=2026-03-02",
    "/training/jobs/11111111-1111-4111-8111-111111111111",
    "/budgets#11111111-1111-4111-8111-111111111111",
    "/costs//x",
    "/a:b@c",
    "/%2F/evil.test",
  ])("is %j", (address) => {
    expect(isAppPath(address)).toBe(true);
  });

  test.each([
    "",
    "costs",
    "//evil.test",
    "///evil.test",
    "/\\evil.test",
    "\\\\evil.test",
    "/\t/evil.test",
    "/\n/evil.test",
    "/\r/evil.test",
    "\t//evil.test",
    " //evil.test",
    "/a\\..\\..//evil.test",
    "https:evil.test",
    "https://evil.test",
    "https://ok.test@evil.test",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "/a\u0000b",
    "/a\u0085b",
  ])("is not %j", (address) => {
    expect(isAppPath(address)).toBe(false);
  });
});
