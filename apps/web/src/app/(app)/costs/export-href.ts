import type { ExportFormat } from "@pipeline/core/cost-words";
import type { CostsView } from "./view";

/** The file of the records that a view lists. */
export function exportHref({ window, timeZone, filter }: CostsView, format: ExportFormat): string {
  const { costType, project, jobId } = filter;
  const params = new URLSearchParams({
    format,
    ...("from" in window ? { start_date: window.from, end_date: window.to } : { period: window.period }),
    ...(timeZone !== undefined && { time_zone: timeZone }),
    ...(costType !== undefined && { cost_type: costType }),
    ...(project !== undefined && { project }),
    ...(jobId !== undefined && { job_id: jobId }),
  });
  return `/api/costs/export?${params.toString()}`;
}
