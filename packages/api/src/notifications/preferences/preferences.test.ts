import { SetNotificationPreferences } from "@pipeline/core/notification-preferences";
import { NOTIFICATION_CATALOGUE, NOTIFICATION_TYPES } from "@pipeline/core/notification-types";
import { accountSettings } from "@pipeline/db/schema";
import { eq } from "drizzle-orm";
import { beforeAll, describe, expect, test } from "vitest";
import { setTimeZone } from "../../account/update";
import { recordCost } from "../../costs/record";
import { reading, type Ctx } from "../../ctx";
import { createTestApi, type TestApi } from "../../testing";
import { fieldErrors } from "../../trpc";
import { inboxVersion } from "../inbox";
import { getPreferences } from "./get";
import { setPreferences } from "./set";

let api: TestApi;
beforeAll(async () => {
  api = await createTestApi();
});

const NIGHT = { from: "22:00", to: "07:30" };
const version = (ctx: Ctx) => reading(ctx, inboxVersion);
async function stored({ actor: { userId } }: Ctx): Promise<unknown> {
  const [row] = await api.owner.db.select().from(accountSettings).where(eq(accountSettings.userId, userId));
  return row?.preferences;
}
/** The fields that a caller is told are wrong. */
function complaints(input: unknown): string[] {
  const { error } = SetNotificationPreferences.safeParse(input);
  return error ? fieldErrors(error).map(({ field }) => field) : [];
}

describe("preferences", () => {
  test("are the defaults of the catalogue for who never chose", async () => {
    const ctx = await api.user();
    const { types, mandatory, quietHours, timeZone } = await getPreferences(ctx);
    expect(Object.keys(types)).toEqual(NOTIFICATION_TYPES);
    for (const type of NOTIFICATION_TYPES) expect(types[type]).toEqual(NOTIFICATION_CATALOGUE[type].channels);
    expect({ mandatory, quietHours, timeZone }).toEqual({
      mandatory: ["job_failed", "budget_threshold"],
      quietHours: null,
      timeZone: "UTC",
    });
  });

  test("change by what is given; the rest stays", async () => {
    const ctx = await api.user({ timeZone: "Asia/Kolkata" });
    await setPreferences(ctx, { types: { job_queued: { inApp: false } } });
    await setPreferences(ctx, { types: { job_queued: { desktop: true }, model_ready: { desktop: false } } });
    const set = await setPreferences(ctx, { quietHours: NIGHT });
    expect(set).toMatchObject({
      types: { job_queued: { inApp: false, desktop: true }, model_ready: { inApp: true, desktop: false } },
      quietHours: NIGHT,
      timeZone: "Asia/Kolkata",
    });
    expect(await getPreferences(ctx)).toEqual(set);
    expect((await setPreferences(ctx, { quietHours: null })).quietHours).toBeNull();
  });

  test("are kept as far as they differ from the defaults", async () => {
    const ctx = await api.user();
    await setPreferences(ctx, { types: { job_queued: { inApp: false }, job_failed: { inApp: true, desktop: false } } });
    const kept = { types: { job_queued: { inApp: false }, job_failed: { desktop: false } }, quietHours: null };
    expect(await stored(ctx)).toEqual({ notifications: kept });
    const { types } = await getPreferences(ctx);
    expect(await setPreferences(ctx, { types })).toEqual(await getPreferences(ctx));
    expect(await stored(ctx)).toEqual({ notifications: kept });
    await setPreferences(ctx, { types: { job_queued: { inApp: true }, job_failed: { desktop: true } } });
    expect(await stored(ctx)).toEqual({ notifications: { types: {}, quietHours: null } });
  });

  test("raise the inbox's version once, and not when nothing changes", async () => {
    const ctx = await api.user();
    const touched: number[] = [];
    const told = { ...ctx, onTouch: (hint: { version: number }) => touched.push(hint.version) };
    const before = await version(ctx);
    const change = { types: { job_queued: { inApp: false } }, quietHours: NIGHT };
    const first = await setPreferences(told, change);
    expect(await setPreferences(told, change)).toEqual(first);
    expect(await setPreferences(told, {})).toEqual(first);
    expect(await version(ctx)).toBe(before + 1);
    expect(touched).toEqual([before + 1]);
  });

  test("keep the mandatory types in the inbox and name the field, and change nothing then", async () => {
    const ctx = await api.user();
    const change = setPreferences(ctx, { types: { job_queued: { inApp: false }, job_failed: { inApp: false } } });
    await expect(change).rejects.toMatchObject({ code: "BAD_INPUT", fields: [{ field: "types.job_failed.inApp" }] });
    expect((await getPreferences(ctx)).types.job_queued.inApp).toBe(true);
    const { types } = await setPreferences(ctx, { types: { budget_threshold: { desktop: false } } });
    expect(types.budget_threshold).toEqual({ inApp: true, desktop: false });
  });

  test("refuse what is wrong by the name of its field", () => {
    expect(complaints({ quietHours: { from: "24:00", to: "7:00" } })).toEqual(["quietHours.from", "quietHours.to"]);
    expect(complaints({ quietHours: { from: "22:00" } })).toEqual(["quietHours.to"]);
    expect(complaints({ types: { job_queued: { inApp: "no" } } })).toEqual(["types.job_queued.inApp"]);
    expect(complaints({ types: { job_resumed: { inApp: true } } })).toEqual(["types.job_resumed"]);
    expect(complaints({ types: { job_queued: { email: true } } })).toEqual(["types.job_queued.email"]);
    expect(complaints({ types: { job_queued: {} }, quietHours: null })).toEqual([]);
  });

  test("that cannot be understood any more are as if not chosen, and stay where they are", async () => {
    const ctx = await api.user();
    const types = { job_resumed: { inApp: false }, job_queued: { email: true, inApp: false }, job_started: "off" };
    const preferences = { theme: "dark", notifications: { types, quietHours: { from: "late" } } };
    await api.owner.db.insert(accountSettings).values({ userId: ctx.actor.userId, preferences });
    const found = await getPreferences(ctx);
    expect(Object.keys(found.types)).toEqual(NOTIFICATION_TYPES);
    expect(found.types.job_queued).toEqual({ inApp: false, desktop: false });
    expect(found.types.job_started).toEqual(NOTIFICATION_CATALOGUE.job_started.channels);
    expect(found.quietHours).toBeNull();
    await setPreferences(ctx, { types: { job_queued: { inApp: true } } });
    expect(await stored(ctx)).toMatchObject({
      theme: "dark",
      notifications: { types: { job_resumed: { inApp: false }, job_queued: { email: true } } },
    });
  });

  test.each(["none", [1], { notifications: null }, { notifications: { types: [] } }])(
    "of nonsense are the defaults: %j",
    async (preferences) => {
      const ctx = await api.user();
      const { userId } = ctx.actor;
      await api.admin
        .sql`insert into account_settings (user_id, preferences) values (${userId}, ${JSON.stringify(preferences)}::text::jsonb)`;
      expect((await getPreferences(ctx)).types.job_queued.inApp).toBe(true);
    },
  );

  test("are each person's own", async () => {
    const [ann, bob] = [await api.user(), await api.user()];
    await setPreferences(ann, { types: { job_queued: { inApp: false } }, quietHours: NIGHT });
    expect(await getPreferences(bob)).toMatchObject({ quietHours: null, types: { job_queued: { inApp: true } } });
  });

  test("of 20 callers at once are all kept, beside a change of zone and booked costs", async () => {
    const ctx = await api.user();
    await Promise.all([
      ...NOTIFICATION_TYPES.flatMap((type) => [
        setPreferences(ctx, { types: { [type]: { desktop: false } } }),
        recordCost(ctx, { costType: "x", amount: "1", idempotencyKey: type }),
      ]),
      setTimeZone(ctx, "Europe/Berlin"),
      setPreferences(ctx, { quietHours: NIGHT }),
    ]);
    const { types, quietHours, timeZone } = await getPreferences(ctx);
    expect(Object.values(types).filter(({ desktop }) => desktop)).toEqual([]);
    expect({ quietHours, timeZone }).toEqual({ quietHours: NIGHT, timeZone: "Europe/Berlin" });
  });
});
