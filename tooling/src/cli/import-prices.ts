import { importPrices } from "@pipeline/api/prices/import";
import { Command } from "commander";
import { withInstallation } from "./installation";

export const command = new Command("import-prices")
  .description("adds dated prices to the catalogue, all or none; a second time changes nothing")
  .argument(
    "<file>",
    "CSV: gpu_type, usd_per_gpu_hour and, as wanted, provider, region, purchase_option, valid_from, valid_to, source, aliases (separated by ;)",
  )
  .action((file: string) =>
    withInstallation(async ({ database }) => {
      const { added, closed, unchanged } = await importPrices(database.owner.db, file);
      console.log(`added=${added}\nended=${closed}\nunchanged=${unchanged}`);
    }),
  );
