import type { RouterInputs, RouterOutputs } from "@pipeline/api";
import type { NotificationType } from "@pipeline/core/notification-looks";

/** Totals, breakdown and series of a window. */
export type CostSummary = RouterOutputs["costs"]["summary"];
/** What the month will have cost at its end. */
export type Forecast = RouterOutputs["costs"]["forecast"];
/** What of a window went to jobs that came to nothing. */
export type Waste = RouterOutputs["costs"]["waste"];
/** A row of the ledger. */
export type CostRecord = RouterOutputs["costs"]["records"]["items"][number];
/** A row of the job list. */
export type Job = RouterOutputs["jobs"]["list"]["items"][number];
/** A job with its latest events. */
export type JobDetail = RouterOutputs["jobs"]["get"];
/** A row of the inbox: its `type` says what `metadata` holds. */
export type Notification = RouterOutputs["notifications"]["list"]["items"][number];
/** A row of one type, or of some. */
export type NotificationOf<T extends NotificationType = NotificationType> = Extract<Notification, { type: T }>;
/** A page of the inbox with the badge of the same instant. */
export type NotificationPage = RouterOutputs["notifications"]["list"];
/** What has become of the inbox since a version. */
export type InboxAnswer = RouterOutputs["notifications"]["poll"];
/** A budget and where its present period stands. */
export type Budget = RouterOutputs["budgets"]["list"]["items"][number];
/** A row of the price catalogue. */
export type Price = RouterOutputs["prices"]["list"]["items"][number];
/** What a person is told of, on which channel, and when desktop keeps silent. */
export type NotificationPreferences = RouterOutputs["notifications"]["preferences"]["get"];
/** Who is signed in. */
export type Account = RouterOutputs["account"]["get"];

export type CreateBudgetInput = RouterInputs["budgets"]["create"];
export type UpdateBudgetInput = RouterInputs["budgets"]["update"];
export type UseCostsOptions = RouterInputs["costs"]["summary"];
export type UseForecastOptions = RouterInputs["costs"]["forecast"];
export type UseWasteOptions = RouterInputs["costs"]["waste"];
export type UseCostRecordsOptions = Omit<RouterInputs["costs"]["records"], "cursor">;
export type UseJobsOptions = Omit<RouterInputs["jobs"]["list"], "cursor">;
/** What a list of the inbox is asked for. */
export type ListInput = Omit<RouterInputs["notifications"]["list"], "cursor">;
/** `type` asks for one type, `types` for some: the rows are then of those, with their payloads. */
export type UseNotificationsOptions<T extends NotificationType = NotificationType> = Omit<ListInput, "types"> &
  ({ type?: T | undefined; types?: undefined } | { type?: undefined; types?: T[] | undefined });
export type SetNotificationPreferencesInput = RouterInputs["notifications"]["preferences"]["set"];
export type UsePricesOptions = Omit<RouterInputs["prices"]["list"], "cursor">;
export type MarkAllReadInput = RouterInputs["notifications"]["markAllRead"];
