import type { InboxAnswer } from "../../types";

type WithoutPace<A> = A extends unknown ? Omit<A, "pollAfterMs"> : never;
/** An answer to a poll, as the verb gives it: how soon to ask again is the router's. */
export type InboxDelta = WithoutPace<InboxAnswer>;
