// The server of `npm start`: it answers `/api/*` itself, and pipes everything else to Next in an isolate of its own
// (docs/adr/0010-requests-do-not-pass-through-next.md). `next dev` and other hosts of Next do without it.
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { answer, readEnv } from "@pipeline/api/http";
import { createLog } from "@pipeline/api/http/log";
import { nodeListener, PATIENCE } from "@pipeline/api/http/node";
import { banner, startApplication } from "../server/start";
import { startPages } from "./pages";
import { pipeTo } from "./pipe";
import { split } from "./split";

// Seen from the folder of the build, where this is put (bundle.mjs).
const script = fileURLToPath(new URL("../pages.mjs", import.meta.url));
const server = createServer(PATIENCE);
server.once("error", fail).once("listening", () => server.off("error", fail));
// Heard once the application is closed, which takes the signals over, and until it has: nobody else would end the process,
// whether or not it listens already.
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => server.close(() => process.exit()));
await start().catch(fail);

async function start(): Promise<void> {
  const { host: hostname, port, logLevel } = readEnv();
  const log = createLog(logLevel);
  // As in a process of Next's: what one request forgot to catch does not end all others.
  for (const event of ["uncaughtException", "unhandledRejection"]) {
    process.on(event, (err: unknown) => log.error({ err }, "An error was not caught."));
  }
  const pages = startPages(script, { hostname, port }, (what) => log.error(what));
  const starting = startApplication(async () => {
    log.info("Pipeline is stopping.");
    await pages.stop();
  });
  void starting.then(({ database }) => pages.join(database.access));
  await pages.listening;
  server.on("request", split(nodeListener(answer), pipeTo(pages.port)));
  server.listen(port, hostname, () => log.info({ host: hostname, port }, "Pipeline listens."));
  console.log(banner((await starting).env));
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
