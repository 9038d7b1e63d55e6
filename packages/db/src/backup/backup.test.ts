import { randomUUID } from "node:crypto";
import { setImmediate } from "node:timers/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { createTestDb, type TestDb } from "../testing/index";
import { restoreText } from "./restore";
import { tablesInOrder } from "./tables";
import { backupText } from "./write";

// What COPY, a line and a JSON each have a meaning for.
const HOSTILE = [
  "\\.",
  "\\N",
  "",
  "a\tb",
  "a\nb\r\n\\.\nc",
  "\u2028\u2029\u0085",
  "'\"\\\\",
  "-- End of backup {",
  "𝕏é\ufeff",
];

let source: TestDb;
let userId: string;
beforeAll(async () => {
  source = await createTestDb();
  userId = await source.createUser();
  await source.createUser();
  for (const [i, title] of HOSTILE.entries()) {
    await source.admin.sql`
      insert into lora_notifications (id, user_id, type, title, message, priority, read, metadata, created_at, sort_at, dedupe_key, version)
      values (${randomUUID()}, ${userId}, 'job_queued', ${title || "-"}, ${title}, 'low', false,
        ${JSON.stringify({ [title]: title })}::text::jsonb, now(), now(), ${`${i}`}, ${i})`;
  }
  for (const amount of ["0.000000000001", "999999999.999999999999", "-0.5"]) {
    await source.admin.sql`
      insert into lora_cost_records (id, user_id, cost_type, amount, details, billing_period, recorded_at, created_at, idempotency_key)
      values (${randomUUID()}, ${userId}, 'credit', ${amount}, '{}', '2026-03-01', '2026-03-10T12:00:00.123Z', now(), ${amount})`;
  }
});

async function textOf(db: TestDb): Promise<string> {
  const pieces: string[] = [];
  for await (const piece of backupText(db.owner)) pieces.push(piece);
  return pieces.join("");
}

/** In pieces that end anywhere. */
async function* inPieces(text: string, size = 7): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size);
}

/** Every row of every table, as text, whoever may see it. */
async function everything({ admin }: TestDb): Promise<Record<string, unknown>> {
  const tables = await tablesInOrder(admin.sql);
  const rows = tables.map(async ({ name }): Promise<[string, unknown]> => {
    const [row] = await admin.sql.unsafe(
      `select coalesce(jsonb_agg(to_jsonb(t) order by t::text), '[]') as all from ${name} t`,
    );
    return [name, row?.["all"]];
  });
  return Object.fromEntries(await Promise.all(rows));
}

/** What the catalogue says of who may do what. */
async function guards({ admin }: TestDb): Promise<unknown> {
  return admin.sql`
    select c.relname, c.relrowsecurity, c.relforcerowsecurity, c.relacl::text, pg_get_userbyid(c.relowner) as owner,
      array(select concat_ws(' ', p.polname, p.polcmd, p.polroles::regrole[], pg_get_expr(p.polqual, p.polrelid))
        from pg_policy p where p.polrelid = c.oid order by 1) as policies
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' order by 1`;
}

describe("a backup", () => {
  test("that is restored is the same database to the last character, with the same guards", async () => {
    // Nobody is named in a look at all rows.
    const target = await createTestDb({ scanned: false });
    const before = await guards(target);
    const rows = await restoreText(target.owner, inPieces(await textOf(source)));
    expect(rows).toMatchObject({ users: 2, lora_notifications: HOSTILE.length, lora_cost_records: 3 });
    expect(await everything(target)).toEqual(await everything(source));
    expect(await guards(target)).toEqual(before);
    expect(await guards(source)).toEqual(before);
    // Without an identity nobody's rows are seen.
    expect(await target.app.sql`select 1 from lora_cost_records`).toHaveLength(0);
    expect(textWithoutHead(await textOf(target))).toBe(textWithoutHead(await textOf(source)));
  });

  test("of more than fits into a pipe is read at its reader's pace, to the end", async () => {
    const large = await createTestDb();
    await large.admin.sql`insert into installation (key, value)
      select 'k' || i, repeat('x', 500) from generate_series(1, 5000) i`;
    const target = await createTestDb();
    async function* slowly() {
      for await (const piece of backupText(large.owner)) {
        await setImmediate();
        yield piece;
      }
    }
    expect(await restoreText(target.owner, slowly())).toMatchObject({ installation: 5_000 });
    expect(await everything(target)).toEqual(await everything(large));
  });

  test("holds nothing of tables that others have beside ours, nor minds them", async () => {
    const shared = await createTestDb({ scanned: false });
    await shared.createUser();
    await shared.owner.sql.unsafe(`create table "of others" (id int primary key, user_id uuid references users);
      insert into "of others" values (1, null);
      alter table "of others" enable row level security; alter table "of others" force row level security`);
    const text = await textOf(shared);
    expect(text).not.toContain("of others");
    const target = await createTestDb({ scanned: false });
    await target.owner.sql.unsafe(`create table "of others" (id int); insert into "of others" values (7)`);
    expect(await restoreText(target.owner, inPieces(text))).toMatchObject({ users: 1 });
  });

  test("is of one instant, whatever is written meanwhile", async () => {
    const busy = await createTestDb();
    await busy.createUser();
    const pieces = backupText(busy.owner);
    const first = (await pieces.next()).value;
    await busy.createUser();
    let text = String(first);
    for await (const piece of pieces) text += piece;
    const target = await createTestDb();
    expect(await restoreText(target.owner, inPieces(text))).toMatchObject({ users: 1 });
  });
});

describe("a restore", () => {
  let empty: TestDb;
  let before: unknown;
  let text: string;
  beforeAll(async () => {
    empty = await createTestDb();
    before = await guards(empty);
    text = await textOf(source);
  });

  test("is refused where there are rows, and leaves them alone", async () => {
    const target = await createTestDb();
    await target.createUser("here@example.test");
    await expect(restoreText(target.owner, inPieces(text, 1_000))).rejects.toThrow(
      "The database is not empty: there are rows in users. Restore into a new one.",
    );
    expect(await target.admin.sql`select email from users`).toEqual([{ email: "here@example.test" }]);
  });

  test.each<[string, (all: string) => string, RegExp]>([
    ["is no backup", () => "hello\n", /no backup of Pipeline/],
    ["is empty", () => "", /cut off/],
    ["lacks its last line", (all) => all.slice(0, all.trimEnd().lastIndexOf("\n") + 1), /cut off/],
    ["ends amid rows", (all) => all.slice(0, all.indexOf('COPY public."lora_notifications"') + 300), /cut off/],
    [
      "has another amount",
      (all) => all.replace("999999999.999999999999", "999999999.999999999998"),
      /has been changed/,
    ],
    ["has another head", (all) => all.replace(/"madeAt":"..../, '"madeAt":"1999'), /has been changed/],
    [
      "has an amount that is none",
      (all) => all.replace("999999999.999999999999", "x"),
      /refused rows of lora_cost_records/,
    ],
    ["has a row too few columns", (all) => all.replace(/\t[^\t\n]*\n/, "\n"), /refused rows of|has been changed/],
    ["has another table", (all) => all.replace('public."users"', "pg_catalog.pg_authid"), /does not know/],
    ["is of another version", (all) => all.replace(/"migrations":\["/, '"migrations":["f'), /another version/],
  ])("of what %s leaves nothing behind", async (_what, change, complaint) => {
    await expect(restoreText(empty.owner, inPieces(change(text), 5_000))).rejects.toThrow(complaint);
    for (const rows of Object.values(await everything(empty))) expect(rows).toEqual([]);
    expect(await guards(empty)).toEqual(before);
  });

  test("that failed can be tried again with a backup that is whole", async () => {
    expect(await restoreText(empty.owner, inPieces(text, 5_000))).toMatchObject({ users: 2 });
  });
});

function textWithoutHead(text: string): string {
  return text.split("\n").slice(1, -2).join("\n");
}
