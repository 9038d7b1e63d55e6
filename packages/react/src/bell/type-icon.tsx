import { type IconName, lookOf } from "@pipeline/core/notification-looks";

const PATHS: Record<IconName, string> = {
  bell: "M6 16.5V11a6 6 0 1 1 12 0v5.5l1.5 1.5h-15zM10 20.5a2.2 2.2 0 0 0 4 0",
  clock: "M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18",
  play: "M8 5.5v13l10.5-6.5z",
  flag: "M6 21V4h11l-2.5 4L17 12H6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  cross: "M7 7l10 10M17 7L7 17",
  stop: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M6 6l12 12",
  download: "M12 4v11m0 0l-4.5-4.5M12 15l4.5-4.5M5 20h14",
  gauge: "M4 17a8 8 0 1 1 16 0M12 17l4-6",
  trend: "M4 17l5-5 4 3 7-8m0 0h-5m5 0v5",
  spike: "M3 16h5l3-11 4 14 2.5-6H21",
};

/** The sign of a notification's type; its title says the same in words. A type of tomorrow has a bell. */
export function TypeIcon({ type }: { type: string }) {
  const { tone, icon } = lookOf(type);
  return (
    <span className="pl-icon" data-tone={tone} aria-hidden="true">
      <Glyph path={PATHS[icon]} />
    </span>
  );
}

/** A line drawing on a 24 × 24 grid, as large as its text. */
export function Glyph({ path, size = 16 }: { path: string; size?: number }) {
  return (
    <svg viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
      <path d={path} fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  );
}
