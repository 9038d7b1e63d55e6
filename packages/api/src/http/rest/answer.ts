import { DomainError } from "@pipeline/core/errors";
import { authorize } from "../../trpc";
import { readBody } from "../body";
import { enter, type Parts } from "../parts";
import { textAnswer } from "../text";
import { toRestJson } from "./json";
import type { RestRoute } from "./route";

/** Answers one REST endpoint: who, may they, what, in this order. */
export async function answerRest(
  parts: Parts,
  route: RestRoute,
  request: Request,
  params: Readonly<Record<string, string>>,
): Promise<Response> {
  const { actor, cookies } = await enter(parts, request);
  if (actor === null) throw new DomainError("UNAUTHENTICATED", "Sign in first.");
  authorize(actor, route.scope);
  const body = route.method === "GET" ? undefined : await readBody(request);
  const { db, now, currency, onTouch } = parts;
  const ctx = { db, actor, now, currency, onTouch };
  const data = await route.run(ctx, { params, url: new URL(request.url), body });
  const headers = new Headers({ "content-type": "application/json" });
  for (const cookie of cookies) headers.append("set-cookie", cookie);
  return textAnswer(toRestJson(data === undefined ? { success: true } : { success: true, data }), {
    status: route.status,
    headers,
  });
}
