import {
  CorrectCost,
  ForecastCosts,
  ListRecords,
  RecordBatch,
  RecordCost,
  SummarizeCosts,
  SummarizeWaste,
} from "@pipeline/core/costs";
import { requires, router } from "../trpc";
import { correctCost } from "./correct";
import { forecastCosts } from "./forecast";
import { recordCost } from "./record";
import { recordBatch } from "./record-batch";
import { listRecords } from "./records";
import { summarizeCosts } from "./summary";
import { summarizeWaste } from "./waste";

export const costsRouter = router({
  summary: requires("costs:read")
    .input(SummarizeCosts)
    .query(({ ctx, input }) => summarizeCosts(ctx, input)),
  records: requires("costs:read")
    .input(ListRecords)
    .query(({ ctx, input }) => listRecords(ctx, input)),
  forecast: requires("costs:read")
    .input(ForecastCosts)
    .query(({ ctx, input }) => forecastCosts(ctx, input)),
  waste: requires("costs:read")
    .input(SummarizeWaste)
    .query(({ ctx, input }) => summarizeWaste(ctx, input)),
  record: requires("costs:write")
    .input(RecordCost)
    .mutation(({ ctx, input }) => recordCost(ctx, input)),
  recordBatch: requires("costs:write")
    .input(RecordBatch)
    .mutation(({ ctx, input }) => recordBatch(ctx, input)),
  correct: requires("costs:write")
    .meta({ audit: "costs.correct" })
    .input(CorrectCost)
    .mutation(({ ctx, input }) => correctCost(ctx, input)),
});
