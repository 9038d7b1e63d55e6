import type { Actor } from "@pipeline/core/actor";
import { EXPORT_FORMATS, type ExportFormat } from "@pipeline/core/cost-words";
import { CostType, Project } from "@pipeline/core/costs";
import { DomainError } from "@pipeline/core/errors";
import { PERIODS } from "@pipeline/core/period";
import { Uuid } from "@pipeline/core/text";
import { localDate } from "@pipeline/core/time-zone";
import { TimeZone } from "@pipeline/core/time-zone-schema";
import { z } from "zod";
import { exportCosts } from "../costs/export/export";
import type { LedgerRange } from "../costs/window";
import { authorize } from "../trpc";
import { enter, type Parts } from "./parts";
import { createPipe, CutOff } from "./pipe";
import { answerProblem, WRONG_METHOD } from "./problem";
import { costsRange, DateOrInstant } from "./rest/costs-window";
import { parseInput, readQuery } from "./rest/input";
import { inRestWords } from "./rest/words";

export const EXPORT_PATH = "/api/costs/export";

/** What an export takes, in our own words. */
export const ExportInput = z.strictObject({
  format: z.enum(EXPORT_FORMATS, `Must be ${EXPORT_FORMATS.slice(0, -1).join(", ")} or ${EXPORT_FORMATS.at(-1)}.`),
  period: z.enum(PERIODS, `Must be one of ${PERIODS.join(", ")}.`).optional(),
  startDate: DateOrInstant.optional(),
  endDate: DateOrInstant.optional(),
  timeZone: TimeZone.optional(),
  costType: CostType.optional(),
  jobId: Uuid.optional(),
  project: z.union([Project, z.literal("")]).optional(),
});
type ExportInput = z.infer<typeof ExportInput>;

const TYPES: Record<ExportFormat, { contentType: string; suffix: string }> = {
  csv: { contentType: "text/csv; charset=utf-8", suffix: ".csv" },
  json: { contentType: "application/json", suffix: ".json" },
  "focus-1.2": { contentType: "text/csv; charset=utf-8", suffix: "-focus-1.2.csv" },
  "focus-1.4": { contentType: "text/csv; charset=utf-8", suffix: "-focus-1.4.csv" },
};

/** Answers `GET /api/costs/export` with a file that is written while it is read. What fails later breaks the connection. */
export async function answerExport(parts: Parts, request: Request, requestId: string): Promise<Response> {
  // A HEAD comes as a GET, and nobody would read what is written for it.
  if (request.method !== "GET") return answerProblem(WRONG_METHOD, EXPORT_PATH, requestId);
  const { actor, cookies } = await enter(parts, request);
  if (actor === null) throw new DomainError("UNAUTHENTICATED", "Sign in first.");
  authorize(actor, "costs:read");
  const input = parseInput(ExportInput, {}, readQuery(new URL(request.url)));
  // Until the first records are there, what goes wrong is answered like anything else.
  const response = await new Promise<Response>((answer, refuse) => {
    const work = parts.exports.run(actor.userId, (stopped) =>
      stream({ parts, actor, input, requestId }, stopped, answer),
    );
    work.catch((error: unknown) => refuse(inRestWords(error, Object.keys(ExportInput.shape))));
  });
  for (const cookie of cookies) response.headers.append("set-cookie", cookie);
  return response;
}

type Asked = { parts: Parts; actor: Actor; input: ExportInput; requestId: string };

async function stream(asked: Asked, stopped: AbortSignal, answer: (response: Response) => void): Promise<void> {
  const { parts, actor, input } = asked;
  const { format, costType, jobId, project, ...window } = input;
  const pipe = createPipe({ stallMs: parts.exports.stallMs, limitMs: parts.exports.limitMs, stopped });
  const ctx = { db: parts.db, actor, now: parts.now, currency: parts.currency };
  const range = async (scope: Parameters<typeof costsRange>[0]) => (await costsRange(scope, window)).range;
  let opened = false;
  try {
    await exportCosts(
      ctx,
      { format, filters: { costType, jobId, project }, range },
      {
        open(found) {
          opened = true;
          answer(new Response(pipe.body, { headers: headersOf(format, found) }));
        },
        write: pipe.write,
      },
    );
    pipe.end();
  } catch (error) {
    // What failed is for our log: the server that carries the body writes its error to its own, parameters included.
    pipe.fail(error instanceof CutOff ? error : new Error("The export broke off."));
    if (!opened) throw error;
    report(asked, error);
  }
}

function headersOf(format: ExportFormat, { from, to, timeZone }: LedgerRange): Record<string, string> {
  const { contentType, suffix } = TYPES[format];
  const days = `${localDate(from, timeZone)}-to-${localDate(Math.max(from, to - 1), timeZone)}`;
  return {
    "content-type": contentType,
    "content-disposition": `attachment; filename="pipeline-costs-${days}${suffix}"`,
  };
}

function report({ parts, requestId }: Asked, error: unknown): void {
  if (!(error instanceof CutOff)) parts.log.error({ err: error, requestId }, "An export broke off.");
  else if (error.why === "gone") parts.log.debug({ requestId }, "The reader of an export went away.");
  else parts.log.warn({ requestId, why: error.why }, "An export was cut off.");
}
