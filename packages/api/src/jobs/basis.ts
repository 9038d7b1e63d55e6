import type { Kind, Lesson } from "./history";
import { WHOLE } from "./shares";

const NAMES: Record<keyof Kind, string> = {
  gpuCount: "GPU count",
  baseModel: "base model",
  presetId: "preset",
  project: "project",
};

const LIST = new Intl.ListFormat("en-US");
const PERCENT = new Intl.NumberFormat("en-US", { style: "percent", maximumFractionDigits: 1 });

/** What an estimate rests on, in a sentence or two. `expected` is the share of the plan in millionths. */
export function basisOf(estimatedHours: number, lesson: Lesson | undefined, expected: bigint): string {
  const plan = `${estimatedHours} planned ${estimatedHours === 1 ? "hour" : "hours"}`;
  if (lesson === undefined) {
    return `${plan}; LoRA runs have stopped at 8 to 56% of their plan`;
  }
  const same = LIST.format(["GPU type", ...lesson.alike.map((field) => NAMES[field])]);
  const share = PERCENT.format(Number(expected) / Number(WHOLE));
  return `${share} of ${plan}, as in ${lesson.shares.length} completed jobs with the same ${same}; failed, canceled and lost jobs do not count`;
}
