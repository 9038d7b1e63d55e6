import { randomUUID } from "node:crypto";
import type { Ctx } from "../ctx";
import { notify } from "./notify";

/** What a stream of server-sent events says. */
export type ServerEvent = { event: string; id: string | undefined; data: string };

/** Tells the actor something; answers the inbox's version. */
export async function news(ctx: Ctx): Promise<number> {
  const payload = { budget_id: randomUUID(), budget_name: "b", amount: "2", spent: "1", forecast: "3" };
  return (await notify(ctx, { type: "budget_forecast", payload, dedupeKey: randomUUID() })).version;
}

/** Reads events one by one; `next` leaves out the greeting and pings. Undefined at the stream's end. */
export function readEvents(response: Response) {
  const reader = (response.body ?? new ReadableStream<Uint8Array>()).getReader();
  const decoder = new TextDecoder();
  let rest = "";
  async function anything(): Promise<ServerEvent | undefined> {
    for (;;) {
      const end = rest.indexOf("\n\n\n");
      if (end >= 0) {
        const lines = rest.slice(0, end).split("\n");
        rest = rest.slice(end + 3);
        const field = (name: string) => lines.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2);
        return { event: field("event") ?? "message", id: field("id"), data: field("data") ?? "" };
      }
      const { done, value } = await reader.read();
      if (done) return undefined;
      rest += decoder.decode(value, { stream: true });
    }
  }
  return {
    everything: () => anything(),
    next: async (): Promise<ServerEvent | undefined> => {
      for (;;) {
        const found = await anything();
        if (found?.event !== "connected" && found?.event !== "ping") return found;
      }
    },
    leave: () => reader.cancel(),
  };
}
