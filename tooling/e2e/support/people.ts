import axe from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import type { Server } from "./server";

type ContextOptions = NonNullable<Parameters<Browser["newContext"]>[0]>;

/** A person's browser: pages of one context, what they complain of and what they ask the server for. */
export type Person = {
  readonly context: BrowserContext;
  /** Another tab. */
  open: (path: string) => Promise<Page>;
  /** What pages threw or wrote as an error. */
  readonly complaints: string[];
  /** Addresses asked for, of all tabs. */
  readonly asked: string[];
  /** A write of the person's own, beside the pages. */
  post: (path: string, data: object) => Promise<unknown>;
};

/** A browser of its own for someone new. */
export async function signUp(
  browser: Browser,
  server: Server,
  email: string,
  options: ContextOptions = {},
): Promise<Person> {
  const context = await browser.newContext({ baseURL: server.url, ...options });
  context.setDefaultTimeout(20_000);
  const complaints: string[] = [];
  const asked: string[] = [];
  const post = async (path: string, data: object) => {
    const answer = await context.request.post(path, { data, headers: { origin: server.url } });
    expect([path, answer.ok()]).toEqual([path, true]);
    const body: unknown = await answer.json();
    return body;
  };
  await post("/api/auth/sign-up/email", { name: "Ann", email, password: "a long password" });
  return {
    context,
    complaints,
    asked,
    post,
    async open(path) {
      const page = await context.newPage();
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(message.text());
      });
      page.on("request", (request) => asked.push(request.url().slice(server.url.length)));
      await page.goto(path);
      return page;
    },
  };
}

/** What a person with a screen reader or weak eyes could not use. */
export async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const engine: typeof import("axe-core") = Reflect.get(window, "axe");
    const { violations } = await engine.run({ resultTypes: ["violations"] });
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`);
  });
}
