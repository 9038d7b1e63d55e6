import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { leadsTo } from "./leads-to";
import { makeRow, openFakeBell } from "./testing";

describe("a notification leads", () => {
  test.each(["/training/jobs/1", "/costs?from=2026-03-01&to=2026-03-01", "/budgets#1"])("to %s", (actionUrl) => {
    expect(leadsTo({ actionUrl })).toBe(actionUrl);
  });

  test.each([
    null,
    "",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "//evil.test",
    "/\\evil.test",
    "/\t/evil.test",
    "https:evil.test",
    "https://ok.test@evil.test",
  ])("nowhere with %j, also where a row says so", (actionUrl) => {
    expect(leadsTo({ actionUrl })).toBeNull();
  });
});

test("a row in the bell sends nobody out of the application, by its link or by a click", async () => {
  const onNavigate = vi.fn<(href: string) => void>();
  const bell = openFakeBell({ onNavigate });
  bell.show({ items: [makeRow({ actionUrl: "javascript:alert(1)" })] });
  fireEvent.click(screen.getByRole("button", { name: /^Notifications/ }));
  const panel = await waitFor(() => screen.getByRole("dialog"));
  const link = within(panel).getByRole("link", { name: /Training Started/ });
  expect(link.getAttribute("href")).toBe("#");
  fireEvent.click(link);
  expect(onNavigate).not.toHaveBeenCalled();
});
