import { InstantInput } from "@pipeline/core/instant";
import { NonNegativeMoney } from "@pipeline/core/money-schema";
import type { prices } from "@pipeline/db/schema";
import { z } from "zod";
import { readCsv } from "../csv/read";
import { BEGINNING } from "./seed";

/** A price with its dates, and where it stands: `file, line n`. */
export type DatedPrice = Omit<typeof prices.$inferSelect, "id" | "unit"> & { where: string };

const Day = z.iso.date().transform((date) => `${date}T00:00:00Z`);
const At = Day.or(z.string()).pipe(InstantInput);
const optional = <T extends z.ZodType>(schema: T) =>
  z
    .literal("")
    .transform(() => undefined)
    .or(schema)
    .optional();
const words = z.string().max(200).default("");

const Row = z
  .object({
    gpu_type: z.string().min(1, "Must not be empty.").max(200),
    usd_per_gpu_hour: NonNegativeMoney,
    provider: words,
    region: words,
    purchase_option: words,
    valid_from: optional(At),
    valid_to: optional(At),
    source: z.string().default(""),
    aliases: z.string().default(""),
  })
  .refine((row) => row.valid_to === undefined || row.valid_to > (row.valid_from ?? BEGINNING), {
    path: ["valid_to"],
    message: "Must lie after valid_from.",
  });

/**
 * The dated prices of a CSV file: `gpu_type, usd_per_gpu_hour`, and as wanted `provider, region, purchase_option,
 * valid_from, valid_to` (a day in UTC or an instant), `source, aliases` (separated by `;`). Throws a sentence that
 * names line and column.
 */
export async function readDatedPrices(file: string): Promise<DatedPrice[]> {
  const rows = await readCsv(file);
  return rows.map((row, index) => {
    const where = `${file}, line ${index + 2}`;
    const { data, error } = Row.safeParse(row);
    if (!data) throw new Error(`${where}, ${error.issues[0]?.path.join(".")}: ${error.issues[0]?.message}`);
    return {
      where,
      gpuType: data.gpu_type,
      price: data.usd_per_gpu_hour,
      provider: data.provider,
      region: data.region,
      purchaseOption: data.purchase_option,
      validFrom: data.valid_from ?? BEGINNING,
      validTo: data.valid_to ?? null,
      source: data.source,
      aliases: data.aliases
        .split(";")
        .map((alias) => alias.trim())
        .filter((alias) => alias !== ""),
    };
  });
}
