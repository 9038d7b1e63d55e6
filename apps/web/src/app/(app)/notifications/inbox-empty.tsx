import { Button } from "@mantine/core";
import Link from "next/link";
import { Empty } from "@/components/states/empty";
import type { InboxView } from "./view";
import { EMPTY_WORDS } from "./words";

/** An empty list: because nothing came, or because a filter hides it. */
export function InboxEmpty({ view }: { view: InboxView }) {
  if (view.types.length > 0) {
    return (
      <Empty title="Nothing of these types" action={<Action label="Show all types" href="/notifications" />}>
        No notification fits the filter.
      </Empty>
    );
  }
  const { title, text, action } = EMPTY_WORDS[view.filter];
  return (
    <Empty title={title} action={action && <Action {...action} />}>
      {text}
    </Empty>
  );
}

function Action({ label, href }: { label: string; href: string }) {
  return (
    <Button component={Link} href={href} variant="default">
      {label}
    </Button>
  );
}
