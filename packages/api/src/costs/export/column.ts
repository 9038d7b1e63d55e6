import type { JsonObject } from "@pipeline/core/text";
import type { ExportedRecord } from "./read";

/** What every row of a file shares. */
export type Facts = { readonly currency: string; readonly userId: string };

/** One column of a file. A number is an exact plain decimal in text; everything else is text. */
export type Column = {
  readonly name: string;
  readonly numeric?: true;
  readonly value: (record: ExportedRecord, facts: Facts) => string | JsonObject | null;
};
