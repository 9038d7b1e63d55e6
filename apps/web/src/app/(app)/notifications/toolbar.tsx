import { Button, MultiSelect, SegmentedControl } from "@mantine/core";
import { lookOf, NOTIFICATION_TYPES, type NotificationType } from "@pipeline/core/notification-looks";
import { useRouter } from "next/navigation";
import { hrefOf, type InboxView, markAllOf } from "./view";
import { FILTER_WORDS, FILTERS } from "./words";
import classes from "./inbox.module.css";

const FILTER_DATA = FILTERS.map((value) => ({ value, label: FILTER_WORDS[value] }));
const TYPE_DATA = NOTIFICATION_TYPES.map((value) => ({ value, label: lookOf(value).label }));

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
      <MultiSelect<NotificationType>
        aria-label="Types"
        placeholder={view.types.length === 0 ? "All types" : ""}
        data={TYPE_DATA}
        value={view.types}
        onChange={(types) => show({ types })}
        clearable
        className={classes.types ?? ""}
      />
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
