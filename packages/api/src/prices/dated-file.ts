import { spelling } from "@pipeline/core/spelling";
import { DayOrInstant } from "@pipeline/core/instant-schema";
import { NonNegativeMoney } from "@pipeline/core/money-schema";
import { PRICE_UNITS } from "@pipeline/core/prices";
import { z } from "zod";
import { readCsv } from "../csv/read";
import type { PriceRow } from "./choose";
import { BEGINNING } from "./seed";

/** A price with its dates, and where it stands: `file, line n`. */
export type DatedPrice = Omit<PriceRow, "id"> & { where: string };

const optional = <T extends z.ZodType>(schema: T) =>
  z
    .literal("")
    .transform(() => undefined)
    .or(schema)
    .optional();
const words = (max: number) => z.string().max(max).default("");

const Row = z
  .object({
    unit: optional(z.enum(PRICE_UNITS)),
    gpu_type: words(200),
    usd_per_gpu_hour: NonNegativeMoney,
    provider: words(100),
    region: words(100),
    purchase_option: words(100),
    valid_from: optional(DayOrInstant),
    valid_to: optional(DayOrInstant),
    source: z.string().default(""),
    aliases: z.string().default(""),
  })
  .refine((row) => row.unit === "gb_month" || spelling(row.gpu_type) !== "", {
    path: ["gpu_type"],
    message: "Must not be empty.",
  })
  .refine((row) => row.unit !== "gb_month" || row.gpu_type + row.aliases === "", {
    path: ["gpu_type"],
    message: "Must be empty, and aliases too: storage has no GPU type.",
  })
  .refine((row) => row.valid_to === undefined || row.valid_to > (row.valid_from ?? BEGINNING), {
    path: ["valid_to"],
    message: "Must lie after valid_from.",
  });

/**
 * The dated prices of a CSV file: `gpu_type, usd_per_gpu_hour`, and as wanted `provider, region, purchase_option,
 * valid_from, valid_to` (a day in UTC or an instant), `source, aliases` (separated by `;`), `unit` (`gpu_hour`;
 * `gb_month`: a price of storage). `bytes`: what it holds, where it was read already.
 * Throws a sentence that names line and column.
 */
export async function readDatedPrices(file: string, bytes?: Buffer): Promise<DatedPrice[]> {
  const rows = await readCsv(file, bytes);
  return rows.map((row, index) => {
    const where = `${file}, line ${index + 2}`;
    const { data, error } = Row.safeParse(row);
    if (!data) throw new Error(`${where}, ${error.issues[0]?.path.join(".")}: ${error.issues[0]?.message}`);
    return {
      where,
      unit: data.unit ?? "gpu_hour",
      gpuType: data.gpu_type,
      price: data.usd_per_gpu_hour,
      provider: data.provider,
      region: data.region,
      purchaseOption: data.purchase_option,
      validFrom: data.valid_from ?? BEGINNING,
      validTo: data.valid_to ?? null,
      source: data.source,
      aliases: aliasesIn(data.aliases, data.gpu_type),
    };
  });
}

// What is only another way to write the name, or a spelling before it, adds nothing.
function aliasesIn(list: string, gpuType: string): string[] {
  const known = new Set([spelling(gpuType), ""]);
  return list
    .split(";")
    .map((alias) => alias.trim())
    .filter((alias) => !known.has(spelling(alias)) && known.add(spelling(alias)));
}
