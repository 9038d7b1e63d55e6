import type { KeyboardEvent } from "react";

type TabsProps<T extends string> = {
  tabs: readonly { value: T; label: string }[];
  value: T;
  onChange: (value: T) => void;
  /** How many are unread, shown at the tab of that name. */
  count: number;
};

/** Two lists to choose from; left and right move between them. */
export function Tabs<T extends string>({ tabs, value, onChange, count }: TabsProps<T>) {
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    const at = tabs.findIndex((tab) => tab.value === value);
    const next = tabs[(at + (event.key === "ArrowRight" ? 1 : -1) + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onChange(next.value);
    event.currentTarget.querySelector<HTMLElement>(`#pl-tab-${next.value}`)?.focus();
  };
  return (
    <div className="pl-tabs" role="tablist" aria-label="Which notifications" tabIndex={-1} onKeyDown={onKeyDown}>
      {tabs.map((tab) => (
        <button
          key={tab.value}
          id={`pl-tab-${tab.value}`}
          type="button"
          role="tab"
          className="pl-tab"
          aria-selected={tab.value === value}
          aria-controls={`pl-tab-panel-${tab.value}`}
          tabIndex={tab.value === value ? 0 : -1}
          onClick={() => onChange(tab.value)}
        >
          {tab.label}
          {tab.value === "unread" && count > 0 && <span className="pl-count"> {count}</span>}
        </button>
      ))}
    </div>
  );
}
