import type { Metadata } from "next";
import { HydrateClient, rsc } from "@/server/rsc";
import { Costs } from "./costs";
import { FORECAST_INPUT, readView, recordsInput, summaryInput, wasteInput } from "./view";

export const metadata: Metadata = { title: "Costs" };

type SearchParams = Record<string, string | string[] | undefined>;

export default async function CostsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const given = await searchParams;
  const first = (name: string) => [given[name]].flat()[0] ?? null;
  const view = readView({ get: first });
  await Promise.all([
    rsc.costs.summary.prefetch(summaryInput(view)),
    rsc.costs.forecast.prefetch(FORECAST_INPUT),
    rsc.costs.waste.prefetch(wasteInput(view)),
    rsc.costs.records.prefetchInfinite(recordsInput(view)),
    rsc.budgets.list.prefetch({}),
  ]);
  return (
    <HydrateClient>
      <Costs />
    </HydrateClient>
  );
}
