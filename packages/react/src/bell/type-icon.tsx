import type { Notification } from "../types";

type Type = Notification["type"];
type Tone = "plain" | "good" | "warn" | "bad";
type Look = { tone: Tone; path: string };

const CLOCK = "M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18";
const PLAY = "M8 5.5v13l10.5-6.5z";
const FLAG = "M6 21V4h11l-2.5 4L17 12H6";
const CHECK = "M5 12.5l4.5 4.5L19 7.5";
const CROSS = "M7 7l10 10M17 7L7 17";
const STOP = "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M6 6l12 12";
const DOWNLOAD = "M12 4v11m0 0l-4.5-4.5M12 15l4.5-4.5M5 20h14";
const GAUGE = "M4 17a8 8 0 1 1 16 0M12 17l4-6";
const TREND = "M4 17l5-5 4 3 7-8m0 0h-5m5 0v5";
const SPIKE = "M3 16h5l3-11 4 14 2.5-6H21";

const LOOKS: Record<Type, Look> = {
  job_queued: { tone: "plain", path: CLOCK },
  job_started: { tone: "plain", path: PLAY },
  job_milestone: { tone: "plain", path: FLAG },
  job_completed: { tone: "good", path: CHECK },
  job_failed: { tone: "bad", path: CROSS },
  job_canceled: { tone: "plain", path: STOP },
  model_ready: { tone: "good", path: DOWNLOAD },
  budget_threshold: { tone: "warn", path: GAUGE },
  budget_forecast: { tone: "warn", path: TREND },
  cost_anomaly: { tone: "warn", path: SPIKE },
};

/** The sign of a notification's type; its title says the same in words. */
export function TypeIcon({ type }: { type: Type }) {
  const { tone, path } = LOOKS[type];
  return (
    <span className="pl-icon" data-tone={tone} aria-hidden="true">
      <Glyph path={path} />
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
