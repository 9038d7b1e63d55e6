import { MoneyInput } from "@pipeline/core/money-schema";
import { z } from "zod";
import { readCsv } from "../csv/read";

const Row = z.object({
  gpu_type: z.string().min(1),
  usd_per_gpu_hour: MoneyInput.refine((price) => !price.startsWith("-"), "Must not be negative."),
  source: z.string().optional(),
});

export type FilePrice = { gpuType: string; price: string; source: string };

/** The prices of a CSV file with `gpu_type` and `usd_per_gpu_hour`. Throws a sentence that names the line. */
export async function readPrices(file: string, bytes?: Buffer): Promise<FilePrice[]> {
  const rows = await readCsv(file, bytes);
  return rows.map((row, index) => {
    const { data, error } = Row.safeParse(row);
    if (!data)
      throw new Error(`${file}, line ${index + 2}: ${error.issues[0]?.path.join(".")}: ${error.issues[0]?.message}`);
    return { gpuType: data.gpu_type, price: data.usd_per_gpu_hour, source: data.source ?? "" };
  });
}
