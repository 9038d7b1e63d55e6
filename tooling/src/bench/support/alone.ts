// A process that serves the HTTP surface without Next; it says on its first line where.
import { createServer } from "node:http";
import { readEnv, startApp } from "@pipeline/api/http";
import { nodeListener } from "@pipeline/api/http/node";

const app = await startApp(readEnv());
const server = createServer(nodeListener((request) => app.answer(request)));
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(`http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`);
});
process.once("SIGTERM", () => {
  server.close();
  void app.close();
});
