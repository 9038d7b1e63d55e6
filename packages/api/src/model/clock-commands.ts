import fc from "fast-check";
import { setTimeZone } from "../account/update";
import { command, DAY, MINUTE } from "./command";
import { settle } from "./model";

const ZONES = ["UTC", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Pacific/Apia"];

export const zone = fc.constantFrom(...ZONES).map((timeZone) =>
  command(`move to ${timeZone}`, async (model, { ctx }) => {
    await setTimeZone(ctx, timeZone);
    model.timeZone = timeZone;
  }),
);

// Instants at which clocks change or months end, a millisecond before and after, and ordinary steps.
const EDGES = [
  "2026-10-03T15:30:00Z",
  "2026-10-31T18:15:00Z",
  "2026-11-01T00:00:00Z",
  "2026-11-01T04:00:00Z",
  "2026-11-01T06:00:00Z",
  "2026-12-01T05:00:00Z",
  "2027-01-01T00:00:00Z",
  "2027-03-14T07:00:00Z",
].map((at) => Date.parse(at));
const step = fc.oneof(
  { weight: 5, arbitrary: fc.integer({ min: 1, max: 14 * MINUTE }).map((ms) => (now: number) => now + ms) },
  { weight: 1, arbitrary: fc.integer({ min: 15 * MINUTE, max: 9 * DAY }).map((ms) => (now: number) => now + ms) },
  {
    weight: 2,
    arbitrary: fc.integer({ min: -1, max: 1 }).map((off) => (now: number) => {
      const next = EDGES.find((edge) => edge + off > now);
      return next === undefined ? now + DAY : next + off;
    }),
  },
);
export const advance = step.map((by) =>
  command("advance the clock", async (model, { api }) => {
    model.now = by(model.now);
    await api.due();
    settle(model);
  }),
);
