import { getPreferences, setPreferences } from "@pipeline/api/services";
import { createTestApi } from "@pipeline/api/testing";
import { act, waitFor } from "@testing-library/react";
import { expect, test } from "vitest";
import { useNotificationPreferences, useUnreadCount } from "../hooks";
import { openPage } from "../testing";

const server = await createTestApi();

/** A page with the preferences, and every picture of one switch it ever shows. */
async function openPreferences() {
  const ctx = await server.user();
  const pictures: (boolean | undefined)[] = [];
  const page = openPage(ctx);
  const shown = page.hook(() => {
    const preferences = useNotificationPreferences();
    const on = preferences.preferences?.types.job_queued.inApp;
    if (pictures.at(-1) !== on) pictures.push(on);
    return preferences;
  });
  await waitFor(() => expect(shown.current.status).toBe("ready"));
  return { ...page, ctx, shown, pictures };
}

test("a switch moves at once, before the server answers, and stays so", async () => {
  const { ctx, shown, wire, pictures } = await openPreferences();
  const release = wire.hold("notifications.preferences.set");
  act(() =>
    shown.current.set.send({ types: { job_queued: { inApp: false } }, quietHours: { from: "22:00", to: "07:00" } }),
  );
  await waitFor(() => expect(shown.current.preferences?.types.job_queued).toEqual({ inApp: false, desktop: false }));
  expect(shown.current).toMatchObject({ set: { pending: true }, preferences: { quietHours: { from: "22:00" } } });
  release();
  await waitFor(() => expect(shown.current.set.pending).toBe(false));
  expect(pictures).toEqual([true, false]);
  expect(shown.current.preferences).toEqual(await getPreferences(ctx));
});

test("a switch that is refused moves back, says why and where, and leaves the others", async () => {
  const { shown, wire } = await openPreferences();
  const fields: string[] = [];
  const onRefused = (found: readonly { field: string }[]) => fields.push(...found.map(({ field }) => field));
  const release = wire.hold("notifications.preferences.set");
  act(() => shown.current.set.send({ types: { job_queued: { inApp: false } } }));
  act(() => shown.current.set.send({ types: { job_failed: { inApp: false } } }, { onRefused }));
  await waitFor(() => expect(shown.current.preferences?.types.job_failed.inApp).toBe(false));
  release();
  await waitFor(() => expect(fields).toEqual(["types.job_failed.inApp"]));
  await waitFor(() => expect(shown.current.set.error?.message).toContain("cannot be switched off"));
  const { job_failed: failed, job_queued: queued } = shown.current.preferences?.types ?? {};
  expect([failed?.inApp, queued?.inApp]).toEqual([true, false]);
});

test("switches that are moved quickly are sent in their order, and what is shown is the last", async () => {
  const { ctx, shown, wire, pictures } = await openPreferences();
  const release = wire.hold("notifications.preferences.set");
  for (const inApp of [false, true, false]) act(() => shown.current.set.send({ types: { job_queued: { inApp } } }));
  act(() => shown.current.set.send({ types: { job_queued: { desktop: true } } }));
  await waitFor(() => expect(shown.current.preferences?.types.job_queued).toEqual({ inApp: false, desktop: true }));
  expect(wire.calls.filter((path) => path === "notifications.preferences.set")).toHaveLength(1);
  release();
  await waitFor(() => expect(shown.current.set.pending).toBe(false));
  expect((await getPreferences(ctx)).types.job_queued).toEqual({ inApp: false, desktop: true });
  expect(shown.current.preferences?.types.job_queued).toEqual({ inApp: false, desktop: true });
  expect(pictures.at(-1)).toBe(false);
});

test("what another tab has changed is asked for with the news", async () => {
  const { ctx, shown, hook, client } = await openPreferences();
  const badge = hook(() => useUnreadCount());
  await waitFor(() => expect(badge.current.status).toBe("ready"));
  await setPreferences(ctx, { types: { job_queued: { inApp: false } } });
  await act(() => client.refetchQueries({ queryKey: [["notifications", "list"]] }));
  await waitFor(() => expect(shown.current.preferences?.types.job_queued.inApp).toBe(false));
});

test("preferences that do not come are an error with a way to try again", async () => {
  const page = openPage(await server.user());
  const mend = page.wire.cut("notifications.preferences.get");
  const shown = page.hook(() => useNotificationPreferences());
  await waitFor(() => expect(shown.current).toMatchObject({ status: "failed", preferences: undefined }));
  mend();
  act(() => shown.current.retry());
  await waitFor(() => expect(shown.current.status).toBe("ready"));
});
