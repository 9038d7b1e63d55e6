import { Command } from "commander";
import { withInstallation } from "./installation";

const AHEAD = "ahead of this version: a newer one has migrated it, and nothing was changed";

export const command = new Command("migrate")
  .description("brings the database to the state of this version; every start does it, too")
  .action(() =>
    withInstallation(async ({ database }) => {
      const { applied, ahead } = database.migrated;
      console.log(`applied=${applied}`);
      console.log(`The ${database.embedded ? "embedded database" : "database"} is ${ahead ? AHEAD : "up to date"}.`);
    }),
  );
