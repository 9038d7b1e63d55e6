import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { launch, withoutBrowser } from "./support/chromium";
import { barriers, type Person, signUp } from "./support/people";
import { startServer, type Server } from "./support/server";

const skip = withoutBrowser();

let server: Server;
let browser: Browser;
beforeAll(async () => {
  if (skip) return;
  [server, browser] = await Promise.all([startServer({ DEMO: "0" }), launch()]);
});
afterAll(async () => {
  if (skip) return;
  await browser.close();
  await server.stop();
});

const bell = (page: Page, unread: number) =>
  page.getByRole("button", { name: unread === 0 ? "Notifications" : `Notifications, ${unread} unread`, exact: true });
const job = (person: Person, name: string) =>
  person.post("/api/jobs", { name, gpu_type: "H100", unit_price: 2, estimated_hours: 1 });
const streams = ({ asked }: Person) => asked.filter((url) => url.includes("notifications.changes")).length;

describe.skipIf(skip)("the inbox in a browser", () => {
  test("has the right number in the page as the server sent it, and never another one", async () => {
    const person = await signUp(browser, server, "first-paint@example.test");
    for (const name of ["a", "b", "c"]) await job(person, name);
    const html = await (await person.context.request.get("/costs")).text();
    expect(html).toContain("Notifications, 3 unread");
    const page = await person.context.newPage();
    await page.addInitScript(() => {
      const seen: string[] = [];
      Reflect.set(window, "badges", seen);
      const look = () => {
        const words = document.querySelector(".pl-bell-button")?.getAttribute("aria-label");
        if (words && words !== seen.at(-1)) seen.push(words);
        requestAnimationFrame(look);
      };
      look();
    });
    await page.goto("/costs");
    await page.getByRole("heading", { name: "Costs", exact: true }).waitFor();
    await bell(page, 3).click();
    await page.getByRole("dialog", { name: "Notifications" }).getByText("3 notifications").waitFor();
    expect(await page.evaluate((): unknown => Reflect.get(window, "badges"))).toEqual(["Notifications, 3 unread"]);
    await person.context.close();
  });

  test("is one in all tabs of a browser, over one connection, whichever of them is closed", async () => {
    const person = await signUp(browser, server, "tabs@example.test");
    await job(person, "a");
    const tabs = [
      await person.open("/costs"),
      await person.open("/training/jobs"),
      await person.open("/notifications"),
    ];
    for (const tab of tabs) await bell(tab, 1).waitFor();
    await job(person, "b");
    for (const tab of tabs) await bell(tab, 2).waitFor();
    await tabs[2]?.getByRole("button", { name: "Mark all read" }).click();
    for (const tab of tabs) await bell(tab, 0).waitFor();
    expect(streams(person)).toBe(1);
    await tabs.shift()?.close();
    await job(person, "c");
    for (const tab of tabs) await bell(tab, 1).waitFor();
    expect(person.complaints).toEqual([]);
    // Who is signed in is said by a cookie, never by an address.
    const cookies = (await person.context.cookies()).map(({ value }) => value);
    expect(person.asked.filter((url) => cookies.some((value) => decodeURIComponent(url).includes(value)))).toEqual([]);
    await person.context.close();
  });

  test("is worked through by keyboard alone, and every step is taken back", async () => {
    const person = await signUp(browser, server, "keys@example.test");
    await job(person, "a");
    const page = await person.open("/costs");
    await bell(page, 1).focus();
    await page.keyboard.press("Enter");
    const panel = page.getByRole("dialog", { name: "Notifications" });
    await panel.getByText("Training Job Queued").waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("e");
    await bell(page, 0).waitFor();
    await page.getByRole("button", { name: "Undo" }).waitFor();
    await page.keyboard.press("z");
    await bell(page, 1).waitFor();
    await panel.getByText("Training Job Queued").waitFor();
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "hidden" });
    expect(await bell(page, 1).evaluate((element) => element === document.activeElement)).toBe(true);
    await person.context.close();
  });

  test("finds its way back when the server was gone", async () => {
    const person = await signUp(browser, server, "offline@example.test");
    const page = await person.open("/costs");
    await bell(page, 0).waitFor();
    await person.context.setOffline(true);
    await job(person, "a");
    await person.context.setOffline(false);
    await bell(page, 1).waitFor();
    expect(await bell(page, 1).textContent()).toBe("1");
    await person.context.close();
  });

  test("bars nobody with its panel open, in the dark, on a phone", async () => {
    const phone = { colorScheme: "dark", reducedMotion: "reduce", viewport: { width: 390, height: 844 } } as const;
    const person = await signUp(browser, server, "phone@example.test", phone);
    for (const name of ["a", "b", "c"]) await job(person, name);
    const page = await person.open("/costs");
    await bell(page, 3).click();
    await page.getByRole("dialog", { name: "Notifications" }).getByText("3 notifications").waitFor();
    expect(await barriers(page)).toEqual([]);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(wider).toBeLessThanOrEqual(0);
    await person.context.close();
  });
});
