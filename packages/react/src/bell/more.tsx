import { useEffect, useRef } from "react";
import type { UseNotifications } from "../notifications/use-notifications";

/** Pages that come unasked: a burst may fold any number of rows into one. */
const UNASKED = 5;

/** Loads the next page when the end of the list comes into view, a few times; then on request. */
export function More({
  list: { hasMore, loadingMore, loadMore, error },
}: {
  list: Pick<UseNotifications, "hasMore" | "loadingMore" | "loadMore" | "error">;
}) {
  const end = useRef<HTMLButtonElement>(null);
  const loads = useRef(0);
  useEffect(() => {
    if (!end.current || !hasMore || loadingMore || error) return undefined;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting) && loads.current++ < UNASKED) loadMore();
    });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [loadingMore, loadMore, error, hasMore]);
  return (
    hasMore && (
      <button ref={end} type="button" className="pl-text-button pl-more" disabled={loadingMore} onClick={loadMore}>
        {error ? "Try again" : "Show more"}
      </button>
    )
  );
}
