import type { KeyboardEvent } from "react";
import type { BellTab } from "./use-notification-bell";

const TABS = { all: "All", unread: "Unread", archived: "Archived" } as const;
const NAMES: readonly BellTab[] = ["all", "unread", "archived"];

type TabsProps = {
  value: BellTab;
  onChange: (tab: BellTab) => void;
  /** What the unread tab says besides its name. */
  badge: string | undefined;
};

/** The lists to choose from; left and right move between them. */
export function Tabs({ value, onChange, badge }: TabsProps) {
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const next = step && NAMES.at((NAMES.indexOf(value) + step) % NAMES.length);
    if (!next) return;
    event.preventDefault();
    onChange(next);
    event.currentTarget.querySelector<HTMLElement>(`#pl-tab-${next}`)?.focus();
  };
  return (
    <div className="pl-tabs" role="tablist" aria-label="Which notifications" tabIndex={-1} onKeyDown={onKeyDown}>
      {NAMES.map((name) => (
        <button
          key={name}
          id={`pl-tab-${name}`}
          type="button"
          role="tab"
          aria-selected={name === value}
          aria-controls="pl-tab-panel"
          tabIndex={name === value ? 0 : -1}
          onClick={() => onChange(name)}
        >
          {TABS[name]}
          {name === "unread" && badge && <span className="pl-number">{badge}</span>}
        </button>
      ))}
    </div>
  );
}
