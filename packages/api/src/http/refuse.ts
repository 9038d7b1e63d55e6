import { randomUUID } from "node:crypto";
import { answerProblem, type Problem } from "./problem";
import { harden } from "./headers";
import { comeBack, wantsEvents } from "./stream";

/** The answer of a process that cannot work yet or any more; that it is up is still true. */
export function refuse(request: Request, problem: Problem, https = false): Response {
  const { pathname } = new URL(request.url);
  const requestId = randomUUID();
  const response = answer(request, problem, { pathname, requestId });
  harden(response.headers, { requestId, https });
  return response;
}

type Asked = { pathname: string; requestId: string };

function answer(request: Request, problem: Problem, { pathname, requestId }: Asked): Response {
  if (pathname === "/api/health") return Response.json({ status: "ok" });
  return wantsEvents(request) ? comeBack() : answerProblem(problem, pathname, requestId);
}
