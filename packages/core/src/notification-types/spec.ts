import type { z } from "zod";
import { isAppPath } from "../app-path";
import { formatMoney } from "../money-format";
import type { ChannelChoice } from "../notification-channels";
import type { Priority } from "../notifications";

export type Words = { currency: string };

/** `burst`: with those of its type that come within minutes; a key: with all that have it, for good. */
export type Group = "burst" | { key: string };

type TypeSpec<P extends z.ZodType> = {
  /** Shape of `metadata`. */
  payload: P;
  priority: Priority;
  title: (payload: z.infer<P>) => string;
  message: (payload: z.infer<P>, words: Words) => string;
  actionUrl: (payload: z.infer<P>) => string;
  /** What it is shown together with; nothing by default. */
  group?: (payload: z.infer<P>) => Group;
  /** Days until it has nothing more to say, counted from when it is sent; for good by default. */
  lastsDays?: number;
  /** Whose choice is none. */
  channels: ChannelChoice;
  /** It cannot be switched off in the inbox. */
  mandatory?: true;
};

/** A payload in the words of its type. */
export type Told = { title: string; message: string; actionUrl: string; group: Group | undefined };

/** An entry of the catalogue. */
export type NotificationSpec<P extends z.ZodType> = Pick<TypeSpec<P>, "payload" | "priority" | "channels"> & {
  lastsDays: number | undefined;
  mandatory: boolean;
  /** Throws ZodError on a payload of another shape, RangeError on an address outside the application. */
  tell: (payload: unknown, words: Words) => Told;
};

/** Defines a type of notification. */
export function notificationType<P extends z.ZodType>(spec: TypeSpec<P>): NotificationSpec<P> {
  const { payload, priority, channels, lastsDays, mandatory = false } = spec;
  return {
    payload,
    priority,
    channels,
    lastsDays,
    mandatory,
    tell(given, words) {
      const parsed = payload.parse(given);
      const actionUrl = spec.actionUrl(parsed);
      if (!isAppPath(actionUrl)) throw new RangeError("A notification leads to a path of the application.");
      return {
        title: spec.title(parsed),
        message: spec.message(parsed, words),
        actionUrl,
        group: spec.group?.(parsed),
      };
    },
  };
}

/** An amount of a payload as a message says it. */
export function cost(amount: string, { currency }: Words): string {
  return formatMoney(amount, { currency });
}
