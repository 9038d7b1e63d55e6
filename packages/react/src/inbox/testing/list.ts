import { InfiniteQueryObserver, type QueryClient } from "@tanstack/react-query";
import { pagesOf } from "../../notifications/snapshot";
import { UNREADABLE_MS } from "../../inbox-policy";
import type { NotificationPage } from "../../types";
import type { Inbox } from "../inbox";
import type { World } from "../world";

type Options = {
  client: QueryClient;
  inbox: Inbox;
  world: World;
  queryKey: readonly unknown[];
  read: (cursor: string | undefined) => Promise<NotificationPage>;
};

/** A list on a page: what `useNotifications` keeps of it, and its effects. */
export type List = {
  pages: () => readonly NotificationPage[];
  hasMore: () => boolean;
  more: () => void;
  retry: () => void;
};

export function followList({ client, inbox, world, queryKey, read }: Options): List {
  const observer = new InfiniteQueryObserver(client, {
    queryKey,
    queryFn: ({ pageParam }) => read(typeof pageParam === "string" && pageParam !== "" ? pageParam : undefined),
    initialPageParam: "",
    getNextPageParam: (page: NotificationPage) => page.nextCursor,
  });
  const pages = () => pagesOf(observer.getCurrentResult().data) ?? [];
  let seen: { data?: unknown; known?: number } = {};
  let forget: (() => void) | undefined;

  function effect(): void {
    const { data } = observer.getCurrentResult();
    const [first, known] = [pages()[0], inbox.state()?.from ?? 0];
    if (!first || (data === seen.data && known === seen.known)) return;
    seen = { data, known };
    inbox.see(first);
    if (first.version < known) void observer.refetch({ cancelRefetch: false });
  }
  function notice(): void {
    forget?.();
    if (observer.getCurrentResult().isError) forget = world.after(UNREADABLE_MS, () => void observer.refetch());
    queueMicrotask(effect);
  }
  observer.subscribe(notice);
  inbox.subscribe(() => queueMicrotask(effect));
  return {
    pages,
    hasMore: () => observer.getCurrentResult().hasNextPage,
    more() {
      const { hasNextPage, isFetchingNextPage } = observer.getCurrentResult();
      if (hasNextPage && !isFetchingNextPage) void observer.fetchNextPage();
    },
    retry: () => void observer.refetch(),
  };
}
