import { createInterface } from "node:readline";
import { startEmbedded } from "../index";

/** The program of `runLauncher`: starts or joins the server, says so, and stays until it is told to stop. */
const [dataDir = ""] = process.argv.slice(2);
const server = await startEmbedded({ dataDir });
console.log(server.owned ? "owned" : "joined");
for await (const line of createInterface({ input: process.stdin })) {
  if (line !== "stop") continue;
  await server.stop();
  break;
}
