// A process that serves the HTTP surface without Next; it says on its first line where.
import { serve } from "@hono/node-server";
import { readEnv, startApp } from "@pipeline/api/http";

const app = await startApp(readEnv());
const server = serve({ fetch: (request) => app.handle(request), hostname: "127.0.0.1", port: 0 }, ({ port }) =>
  console.log(`http://127.0.0.1:${port}`),
);
process.once("SIGTERM", () => {
  server.close();
  void app.close();
});
