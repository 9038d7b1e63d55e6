import type { AppRouter } from "@pipeline/api";
import type { JobStatus } from "@pipeline/core/jobs";
import type { NotificationType } from "@pipeline/core/notification-types";
import type { Priority } from "@pipeline/core/notifications";
import { createTRPCReact } from "@trpc/react-query";
import { initTRPC } from "@trpc/server";
import { expectTypeOf, test } from "vitest";
import {
  createPipelineHooks,
  type PipelineClient,
  type PipelineHooks,
  type UseBudgetActions,
  type UseBudgets,
  type UseCostRecords,
  type UseCosts,
  type UseForecast,
  type UseJob,
  type UseJobs,
  type UseLiveCost,
  type UseMarkRead,
  type UseNotifications,
  type UseUnreadCount,
  type UseWaste,
} from "./index";

type IsAny<T> = 0 extends 1 & T ? true : false;
/** The paths at which a type is `any`; never when there are none. */
type AnyPaths<T, Path extends string = "", Depth extends unknown[] = []> = Depth["length"] extends 5
  ? never
  : IsAny<T> extends true
    ? Path
    : T extends (...args: infer Args) => infer Result
      ? AnyPaths<Result, `${Path}()`, [...Depth, 1]> | AnyPaths<Args[0], `${Path}(0)`, [...Depth, 1]>
      : T extends readonly (infer Item)[]
        ? AnyPaths<Item, `${Path}[]`, [...Depth, 1]>
        : T extends object
          ? { [K in keyof T & string]: AnyPaths<T[K], `${Path}.${K}`, [...Depth, 1]> }[keyof T & string]
          : never;

test("no answer of a hook holds an any, at any depth", () => {
  expectTypeOf<AnyPaths<UseBudgets>>().toBeNever();
  expectTypeOf<AnyPaths<UseBudgetActions>>().toBeNever();
  expectTypeOf<AnyPaths<UseCosts>>().toBeNever();
  expectTypeOf<AnyPaths<UseCostRecords>>().toBeNever();
  expectTypeOf<AnyPaths<UseLiveCost>>().toBeNever();
  expectTypeOf<AnyPaths<UseForecast>>().toBeNever();
  expectTypeOf<AnyPaths<UseWaste>>().toBeNever();
  expectTypeOf<AnyPaths<UseJobs>>().toBeNever();
  expectTypeOf<AnyPaths<UseJob>>().toBeNever();
  expectTypeOf<AnyPaths<UseNotifications>>().toBeNever();
  expectTypeOf<AnyPaths<UseUnreadCount>>().toBeNever();
  expectTypeOf<AnyPaths<UseMarkRead>>().toBeNever();
  expectTypeOf<AnyPaths<{ deep: { any: ReturnType<typeof JSON.parse>[] } }>>().toEqualTypeOf<".deep.any[]">();
});

test("no hook takes an any", () => {
  expectTypeOf<AnyPaths<PipelineHooks>>().toBeNever();
});

test("a row is the table's row, column by column", () => {
  type Row = UseNotifications["items"][number];
  expectTypeOf<Row["type"]>().toEqualTypeOf<NotificationType>();
  expectTypeOf<Row["priority"]>().toEqualTypeOf<Priority>();
  expectTypeOf<Row["readAt"]>().toEqualTypeOf<string | null>();
  expectTypeOf<Row["version"]>().toEqualTypeOf<number>();
  expectTypeOf<UseCostRecords["items"][number]["amount"]>().toEqualTypeOf<string>();
  expectTypeOf<UseJobs["items"][number]["status"]>().toEqualTypeOf<JobStatus>();
  expectTypeOf<UseJobs["items"][number]["finalCost"]>().toEqualTypeOf<string | null>();
});

test("a window of the wrong shape does not compile", () => {
  expectTypeOf<PipelineHooks["useCosts"]>().toBeCallableWith({ period: "week" });
  expectTypeOf<{ period: "fortnight" }>().not.toExtend<Parameters<PipelineHooks["useCosts"]>[0]>();
});

declare const ours: AppRouter;
// A host with its own words for errors and its own procedures.
const t = initTRPC.create({ errorFormatter: ({ shape }) => ({ ...shape, hosts: "own" }) });
const top = t.router({ ...ours._def.record, hello: t.procedure.query(() => "hello") });
const nested = t.router({ pipeline: ours, hello: t.procedure.query(() => "hello") });

test("a host's own client serves, with our routers at its root or below it", () => {
  expectTypeOf(createPipelineHooks(createTRPCReact<typeof top>())).toEqualTypeOf<PipelineHooks>();
  expectTypeOf(createPipelineHooks(createTRPCReact<typeof nested>().pipeline)).toEqualTypeOf<PipelineHooks>();
  expectTypeOf<ReturnType<typeof createTRPCReact<typeof nested>>>().not.toExtend<PipelineClient>();
});
