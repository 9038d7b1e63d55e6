import { Button } from "@mantine/core";
import type { UseNotifications } from "@pipeline/react";
import { useEffect, useRef } from "react";
import classes from "./inbox.module.css";

/** Loads the next page when it comes into view; the button is for those who do not scroll. */
export function LoadMore({ list: { hasMore, loadingMore, loadMore, error } }: { list: UseNotifications }) {
  const end = useRef<HTMLDivElement>(null);
  const failed = error !== undefined;
  useEffect(() => {
    if (!end.current || !hasMore || failed) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) loadMore();
      },
      { rootMargin: "400px" },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [hasMore, failed, loadMore]);
  if (!hasMore) return null;
  return (
    <div ref={end} className={classes.more}>
      <Button variant="default" loading={loadingMore} onClick={loadMore}>
        {failed ? "Try again" : "Show more"}
      </Button>
    </div>
  );
}
