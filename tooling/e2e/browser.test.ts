import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { APP_PAGES } from "./support/app-pages";
import { launch, withoutBrowser } from "./support/chromium";
import { barriers } from "./support/people";
import { startServer, type Server } from "./support/server";

const skip = withoutBrowser();

let server: Server;
let browser: Browser;
const complaints: string[] = [];

beforeAll(async () => {
  if (skip) return;
  [server, browser] = await Promise.all([startServer(), launch()]);
});
afterAll(async () => {
  if (skip) return;
  await browser.close();
  await server.stop();
});

async function open(options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.url, ...options });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  return page;
}

async function signUp(context: BrowserContext, email: string): Promise<void> {
  const answer = await context.request.post("/api/auth/sign-up/email", {
    data: { name: "Ann", email, password: "a long password" },
    headers: { origin: server.url },
  });
  expect(answer.ok()).toBe(true);
}

describe.skipIf(skip)("a person in a browser", () => {
  test("signs in with the demo and sees what a month of real runs cost, on the first paint", async () => {
    const page = await open();
    await page.goto("/");
    await page.getByRole("button", { name: "Sign in to the demo" }).click();
    await page.waitForURL("**/costs*");
    await page.getByRole("heading", { name: "Costs", exact: true }).waitFor();
    const total = page.getByRole("region", { name: /Total/ });
    await expect(total.innerText()).resolves.toMatch(/\$\s*\d{2},\d{3}\.\d{2}/);
    // The figures are in the page as the server sent it.
    const html = await (await page.request.get("/costs")).text();
    expect(html).toMatch(/\d{2},\d{3}\.\d{2}/);
    expect(await barriers(page)).toEqual([]);
    await page.context().close();
  });

  test("registers a job, watches its cost tick, is told, and marks it as read", async () => {
    const page = await open();
    await signUp(page.context(), "ann@example.test");
    await page.goto("/training/jobs/new");
    await page.getByLabel("Name", { exact: true }).fill("my first tune");
    await page.getByText("Thorough").click();
    await page.getByRole("button", { name: "Register job" }).click();
    await page.waitForURL(/\/training\/jobs\/[0-9a-f-]{36}$/);
    const id = page.url().split("/").at(-1) ?? "";
    const started = await page.request.post(`/api/jobs/${id}/events`, {
      data: { event_id: "1", type: "started", total_steps: 100 },
      headers: { origin: server.url },
    });
    expect(started.ok()).toBe(true);
    await page.reload();
    const cost = page.getByRole("region", { name: /cost/i }).first();
    const before = await cost.innerText();
    await expect.poll(() => cost.innerText(), { timeout: 20_000 }).not.toBe(before);

    await page.getByRole("button", { name: "Notifications, 2 unread" }).click();
    const panel = page.getByRole("dialog", { name: "Notifications" });
    await panel.getByText("Training Started").hover();
    await panel.getByRole("button", { name: "Mark as read: Training Started" }).click();
    await page.getByRole("button", { name: "Notifications, 1 unread" }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Notifications, 1 unread" }).waitFor();
    await page.context().close();
  });

  test.each(APP_PAGES)("finds no barrier on %s, empty, in the dark, on a phone", async (path) => {
    const page = await open({ colorScheme: "dark", viewport: { width: 390, height: 844 } });
    await signUp(page.context(), `phone${path.replaceAll("/", "-")}@example.test`);
    await page.goto(path);
    await page.getByRole("main").waitFor();
    expect(await barriers(page)).toEqual([]);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wider).toBeLessThanOrEqual(0);
    await page.context().close();
  });

  test("meets no error on the way", () => {
    expect(complaints).toEqual([]);
  });
});
