import { Command } from "commander";
import { withInstallation } from "./installation";

export const command = new Command("migrate")
  .description("brings the database to the state of this version; every start does it, too")
  .action(() =>
    withInstallation(async ({ database }) => {
      console.log(`The ${database.embedded ? "embedded database" : "database"} is up to date.`);
    }),
  );
