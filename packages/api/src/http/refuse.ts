import { randomUUID } from "node:crypto";
import { answerProblem, type Problem } from "./problem";
import { harden } from "./headers";

/** The answer of a process that cannot work yet or any more; that it is up is still true. */
export function refuse(request: Request, problem: Problem): Response {
  const { pathname } = new URL(request.url);
  const requestId = randomUUID();
  const isHealth = pathname === "/api/health";
  const response = isHealth ? Response.json({ status: "ok" }) : answerProblem(problem, pathname, requestId);
  harden(response.headers, { requestId, https: false });
  return response;
}
