import type { AppRouter } from "@pipeline/api";
import type { JobStatus } from "@pipeline/core/job-words";
import type { NotificationPayload, NotificationType } from "@pipeline/core/notification-types";
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
  type Notification,
  type NotificationOf,
  type UseMarkRead,
  type UseNotificationPreferences,
  type UseNotifications,
  type UseNotificationsOptions,
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
  expectTypeOf<AnyPaths<UseNotificationPreferences>>().toBeNever();
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

declare const client: PipelineClient;

test("a notification's type says what its payload holds", () => {
  expectTypeOf<Notification["type"]>().toEqualTypeOf<NotificationType>();
  expectTypeOf<NotificationOf["type"]>().toEqualTypeOf<NotificationType>();
  type Failed = NotificationOf<"job_failed">["metadata"];
  expectTypeOf<Failed>().toEqualTypeOf<{ job_id: string; job_name: string; final_cost: string; reason: string }>();
  expectTypeOf<NotificationOf<"budget_threshold">["metadata"]["threshold"]>().toEqualTypeOf<number>();
  // Of every type the catalogue's; what may be missing there is never undefined on the wire.
  type Payloads = { [T in NotificationType]: NotificationOf<T>["metadata"] };
  expectTypeOf<Payloads>().toExtend<{ [T in NotificationType]: NotificationPayload<T> }>();
  expectTypeOf<keyof NotificationOf["metadata"]>().toBeNever();
  expectTypeOf((item: Notification) => (item.type === "job_failed" ? item.metadata.reason : "")).returns.toBeString();
});

test("a list of one type, or of some, has their payloads", () => {
  const { useNotifications } = createPipelineHooks(client);
  const one = useNotifications({ type: "job_failed" }).items;
  expectTypeOf(one).toEqualTypeOf<readonly NotificationOf<"job_failed">[]>();
  expectTypeOf<(typeof one)[number]["metadata"]["reason"]>().toBeString();
  const some = useNotifications({ types: ["job_failed", "job_canceled"], limit: 5 }).items;
  expectTypeOf(some).toEqualTypeOf<readonly NotificationOf<"job_failed" | "job_canceled">[]>();
  expectTypeOf<(typeof some)[number]["metadata"]["final_cost"]>().toBeString();
  expectTypeOf(useNotifications().items).toEqualTypeOf<readonly Notification[]>();
  expectTypeOf(useNotifications({ filter: "unread" }).items).toEqualTypeOf<readonly Notification[]>();
  expectTypeOf<{ type: "job_exploded" }>().not.toExtend<UseNotificationsOptions>();
  expectTypeOf<{ type: "job_failed"; types: ["job_failed"] }>().not.toExtend<UseNotificationsOptions>();
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
