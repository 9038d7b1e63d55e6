import { withInstallation } from "../support/installation";
import { inTurns } from "../support/run";
import { singles } from "./loads";
import inspector from "node:inspector/promises";
import { writeFileSync } from "node:fs";
await withInstallation(async (app) => {
  const budgets = process.argv[2] === "budgets";
  const load = await singles(app, "r", { budgets });
  await inTurns([load.measure], { rounds: 1, roundMs: 2000, warmUpMs: 2000 });
  const s = new inspector.Session(); s.connect();
  await s.post("Profiler.enable"); await s.post("Profiler.setSamplingInterval", { interval: 200 }); await s.post("Profiler.start");
  const m = await inTurns([load.measure], { rounds: 1, roundMs: 6000, warmUpMs: 10 });
  const { profile } = await s.post("Profiler.stop");
  writeFileSync("/tmp/ingest-proto/p.cpuprofile", JSON.stringify(profile));
  console.log(m[0]!.perSecond, m[0]!.cpuMs);
});
