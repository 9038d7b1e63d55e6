import { Button } from "@mantine/core";
import Link from "next/link";
import { Empty } from "@/components/states/empty";
import { hrefOf, type InboxView } from "./view";
import { EMPTY_WORDS } from "./words";

/** An empty list: because nothing came, or because a filter hides it. */
export function InboxEmpty({ view }: { view: InboxView }) {
  if (view.types.length > 0 || view.urgent) {
    const all = hrefOf({ filter: view.filter, types: [], urgent: false });
    return (
      <Empty title="Nothing of this kind" action={<Action label="Show all kinds" href={all} />}>
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
