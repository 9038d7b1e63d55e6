import { IconBell, IconChartBar, IconCpu, IconGauge, IconSettings } from "@tabler/icons-react";

/** The places of the application, in the order of the navigation. `key` goes there after `g`. */
export const PLACES = [
  { href: "/costs", label: "Costs", icon: IconChartBar, key: "c" },
  { href: "/training/jobs", label: "Jobs", icon: IconCpu, key: "j" },
  { href: "/budgets", label: "Budgets", icon: IconGauge, key: "b" },
  { href: "/notifications", label: "Notifications", icon: IconBell, key: "n" },
  { href: "/settings", label: "Settings", icon: IconSettings, key: "s" },
] as const;

/** Places that the navigation does not list. */
const MORE = [{ href: "/prices", label: "Prices" }] as const;

export type Place = (typeof PLACES | typeof MORE)[number];

/** The place a path belongs to. */
export function placeOf(pathname: string): Place | undefined {
  return [...PLACES, ...MORE].find(({ href }) => pathname === href || pathname.startsWith(`${href}/`));
}
