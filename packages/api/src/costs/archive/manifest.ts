import { z } from "zod";

/** What lies beside archived months: whose they are, what each comes to, and the sum of its bytes. Amounts are decimal strings. */
export const Manifest = z.strictObject({
  format: z.literal(1),
  currency: z.string(),
  /** Whose records; null: everybody's. */
  account: z.string().nullable(),
  months: z.array(
    z.strictObject({
      month: z.string(),
      file: z.string(),
      rows: z.number(),
      total: z.string(),
      byType: z.record(z.string(), z.string()),
      sha256: z.string(),
    }),
  ),
});
export type Manifest = z.infer<typeof Manifest>;

/** The months of one run and those of earlier ones that it did not look at. */
export function mergedManifest(fresh: Manifest, before: Manifest | undefined): Manifest {
  const looked = new Set(fresh.months.map(({ month }) => month));
  const months = [...(before?.months ?? []).filter(({ month }) => !looked.has(month)), ...fresh.months];
  return { ...fresh, months: months.toSorted((a, b) => (a.month < b.month ? -1 : 1)) };
}
