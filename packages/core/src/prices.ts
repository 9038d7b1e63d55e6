import { z } from "zod";
import { CursorInput, limit } from "./cursor";
import { InstantInput } from "./instant-schema";
import { name, text, IdempotencyKey, Uuid } from "./text";

/** What a price is for: an hour of one GPU, or a gigabyte kept for a month. */
export const PRICE_UNITS = ["gpu_hour", "gb_month"] as const;
export type PriceUnit = (typeof PRICE_UNITS)[number];

/**
 * What an import does to a price: a new one; one that now has an end; another amount or other bounds in its place; other
 * names or another source, with the amount and bounds it had.
 */
export const PRICE_CHANGES = ["added", "ended", "replaced", "described"] as const;
export type PriceChange = (typeof PRICE_CHANGES)[number];

/** GPU or instance type, as a person writes it. */
export const GpuType = name(200);
/** Where a machine stands, and how it is bought (`spot`, `on-demand`, …): as the catalogue says it. */
export const Region = name(100);
export const PurchaseOption = name(100);

/** The prices at an instant; without one every price, also past and coming. */
export const ListPrices = z.strictObject({
  at: InstantInput.optional(),
  cursor: CursorInput.optional(),
  limit: limit(1000, 1000),
});
export type ListPrices = z.infer<typeof ListPrices>;

/**
 * What to price again: runs that started and files that were stored in [from, to). With a GPU type, in any spelling, or a
 * job: its runs alone.
 */
export const RerateJobs = z
  .strictObject({
    from: InstantInput.optional(),
    to: InstantInput.optional(),
    gpuType: GpuType.optional(),
    jobId: Uuid.optional(),
    reason: text(500),
    idempotencyKey: IdempotencyKey,
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
    path: ["to"],
    message: "Must lie after from.",
  });
export type RerateJobs = z.infer<typeof RerateJobs>;
