import { importPrices } from "@pipeline/api/prices/import";
import { Command } from "commander";
import { withInstallation } from "./installation";

export const command = new Command("import-prices")
  .description("adds dated prices to the catalogue, all or none; a second time changes nothing")
  .argument(
    "<file>",
    "CSV: gpu_type, usd_per_gpu_hour and, as wanted, provider, region, purchase_option, valid_from, valid_to, source, aliases (separated by ;), unit (gpu_hour, or gb_month for storage)",
  )
  .option("--replace", "a price that begins at the same instant as one that is there takes its place", false)
  .action((file: string, { replace }: { replace: boolean }) =>
    withInstallation(async ({ database }) => {
      const { added, closed, replaced, unchanged } = await importPrices(database.owner.db, file, { replace });
      console.log(`added=${added}\nended=${closed}\n${replace ? `replaced=${replaced}\n` : ""}unchanged=${unchanged}`);
    }),
  );
