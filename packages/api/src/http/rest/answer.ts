import { DomainError } from "@pipeline/core/errors";
import { authorize } from "../../trpc";
import { refused } from "../../audit/refused";
import type { Ctx } from "../../ctx";
import { addressOf } from "../address";
import { readBody } from "../body";
import { enter, type Parts } from "../parts";
import { textAnswer } from "../text";
import { toRestJson } from "./json";
import type { RestRoute } from "./route";

type Asked = { request: Request; requestId: string; params: Readonly<Record<string, string>> };

/** Answers one REST endpoint: who, may they, what, in this order. */
export async function answerRest(
  parts: Parts,
  route: RestRoute,
  { request, requestId, params }: Asked,
): Promise<Response> {
  const { actor, cookies } = await enter(parts, request);
  if (actor === null) throw new DomainError("UNAUTHENTICATED", "Sign in first.");
  const { db, now, currency, onTouch } = parts;
  const ctx = { db, actor, now, currency, onTouch, source: { requestId, address: addressOf(request) } };
  const data = await run(ctx, route, { request, params }).catch(async (error: unknown) => {
    if (route.audit) await refused(ctx, { action: route.audit, input: params, error, ...unexpected(parts, requestId) });
    throw error;
  });
  const headers = new Headers({ "content-type": "application/json" });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return textAnswer(toRestJson(data === undefined ? { success: true } : { success: true, data }), {
    status: route.status,
    headers,
  });
}

function unexpected({ log }: Parts, requestId: string) {
  return { onUnexpected: (err: unknown) => log.error({ err, requestId }, "A refusal was not written down.") };
}

async function run(ctx: Ctx, route: RestRoute, { request, params }: Omit<Asked, "requestId">): Promise<unknown> {
  authorize(ctx.actor, route.scope);
  const body = route.method === "GET" ? undefined : await readBody(request);
  return route.run(ctx, { params, url: new URL(request.url), body });
}
