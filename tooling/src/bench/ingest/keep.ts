import { readEnv, startApp } from "@pipeline/api/http";
import { makeAccounts } from "./people";
const app = await startApp(readEnv({ DATA_DIR: "/tmp/ingest-data", DEMO: "0", LOG_LEVEL: "error" }));
const { host } = app.database.owner.sql.options;
console.log(host[0], (await makeAccounts(app, 8)).join(","), (await makeAccounts(app, 8, { budgets: true })).join(","));
process.once("SIGTERM", () => void app.close().then(() => process.exit(0)));
setInterval(() => {}, 1e6);
