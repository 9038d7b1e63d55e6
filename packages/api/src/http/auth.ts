import { AUTH_ROUTES, SignIn } from "../auth/input";
import { signedIn } from "../auth/session";
import { kept, sessionNamed, watched, type Visit } from "../auth/visit";
import { fieldErrors } from "../trpc";
import { DomainError } from "@pipeline/core/errors";
import type { z } from "zod";
import { noDatabase } from "../unavailable";
import { answerProblem, NO_SUCH_PATH, UNEXPECTED_PROBLEM, WRONG_METHOD } from "./problem";
import { addressOf } from "./address";
import { readBody } from "./body";
import { refuseForeign } from "./origin";
import type { Parts } from "./parts";

const BASE = "/api/auth";
export const AUTH_PATH = `${BASE}/*`;

/** A path of ours as it is, any other as `AUTH_PATH`. */
export function authPath(pathname: string): string {
  return Object.hasOwn(AUTH_ROUTES, pathname.slice(BASE.length)) ? pathname : AUTH_PATH;
}

/** Answers `/api/auth/*`: what is on the list goes to better-auth, once its body is checked. */
export async function answerAuth(parts: Parts, request: Request, requestId: string): Promise<Response> {
  const { pathname } = new URL(request.url);
  const path = pathname.slice(BASE.length);
  const route = Object.hasOwn(AUTH_ROUTES, path) ? AUTH_ROUTES[path] : undefined;
  if (!route) return answerProblem(NO_SUCH_PATH, pathname, requestId);
  if (request.method !== route.method) return answerProblem(WRONG_METHOD, pathname, requestId);
  refuseForeign(request, parts.trustedOrigins);
  const { authDb: db, now, currency } = parts;
  const session = await signedIn(parts.auth, db, request.headers, now());
  if (!session && !route.open) throw new DomainError("UNAUTHENTICATED", "Sign in first.");
  // What is refused leaves an entry: nobody is to fill the log with them.
  if (session) await parts.limits.spend(session.actor, 1);
  if (route.method === "GET") return hidden(parts, await parts.auth.handler(request), requestId);
  const { audit: action, body: schema } = route;
  const onUnexpected = (err: unknown) => parts.log.error({ err, requestId }, "A visit was not written down.");
  const source = { requestId, address: addressOf(request) };
  const visit: Visit = { db, now, currency, source, action, actor: session?.actor, onUnexpected };
  const response = await watched(visit, async () => {
    const input = checked(schema, (await readBody(request))?.value);
    const subject = await sessionNamed(visit, input);
    const attempt = () => kept(visit, subject, () => parts.auth.handler(withBody(request, input)));
    const signIn = schema === SignIn ? SignIn.parse(input) : undefined;
    return { input, subject, response: signIn ? await parts.limits.signIn(signIn.email, attempt) : await attempt() };
  });
  return hidden(parts, response, requestId);
}

function checked(schema: z.ZodType, value: unknown): unknown {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = fieldErrors(parsed.error);
  const [first] = fields;
  const message = first && fields.length === 1 ? first.message : "The input is not valid.";
  throw new DomainError("BAD_INPUT", message, { fields });
}

function withBody({ url, method, headers, signal }: Request, input: unknown): Request {
  const copy = new Headers(headers);
  copy.set("content-type", "application/json");
  copy.delete("content-length");
  return new Request(url, { method, headers: copy, signal, body: JSON.stringify(input ?? {}) });
}

/** What failed on our side is not told in the library's words, which may hold a statement. */
async function hidden(parts: Parts, response: Response, requestId: string): Promise<Response> {
  if (response.status < 500) return response;
  if (!(await parts.databaseAnswers())) throw noDatabase();
  return answerProblem(UNEXPECTED_PROBLEM, BASE, requestId);
}
