import { Button, SegmentedControl, Skeleton } from "@mantine/core";
import { useRouter } from "next/navigation";
import { lazy, Suspense } from "react";
import { hrefOf, type InboxView, markAllOf } from "./view";
import { FILTER_WORDS, FILTERS } from "./words";
import classes from "./inbox.module.css";

const TypesSelect = lazy(() => import("./types-select").then((module) => ({ default: module.TypesSelect })));

const FILTER_DATA = FILTERS.map((value) => ({ value, label: FILTER_WORDS[value] }));

type ToolbarProps = { view: InboxView; markAllRead: (() => void) | undefined };

/** Which notifications are shown, and what concerns all of them. */
export function InboxToolbar({ view, markAllRead }: ToolbarProps) {
  const router = useRouter();
  const show = (change: Partial<InboxView>) => router.push(hrefOf({ ...view, ...change }), { scroll: false });
  return (
    <div className={classes.toolbar}>
      <SegmentedControl
        aria-label="Which notifications"
        data={FILTER_DATA}
        value={view.filter}
        onChange={(filter) => show({ filter })}
      />
      <Suspense fallback={<Skeleton height={36} className={classes.types ?? ""} aria-hidden />}>
        <TypesSelect types={view.types} onChange={(types) => show({ types })} />
      </Suspense>
      <Button
        variant={view.urgent ? "filled" : "default"}
        aria-pressed={view.urgent}
        onClick={() => show({ urgent: !view.urgent })}
      >
        Urgent
      </Button>
      {markAllOf(view) !== false && (
        <Button variant="default" className={classes.all ?? ""} disabled={!markAllRead} onClick={markAllRead}>
          Mark all read
        </Button>
      )}
    </div>
  );
}
