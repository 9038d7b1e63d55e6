"use client";

import { NotificationBell } from "@pipeline/react";
import { IconChevronRight } from "@tabler/icons-react";
import Link from "next/link";
import { usePathname, useRouter } from "next/navigation";
import { useAccount } from "./account";
import { AccountCorner } from "./account-corner";
import { BurnRate } from "./burn-rate";
import { placeOf } from "./places";
import { useChannels } from "./use-channels";
import classes from "./shell.module.css";

/** Where one is, what it costs at the moment, what happened, who one is. */
export function TopBar() {
  const pathname = usePathname();
  const router = useRouter();
  const { timeZone } = useAccount();
  const place = placeOf(pathname);
  const channels = useChannels();
  return (
    <header className={classes.top}>
      <div className={classes.topInner}>
        {place?.href === pathname ? (
          <h1 className={classes.title}>{place.label}</h1>
        ) : (
          place && (
            <Link href={place.href} className={classes.crumb}>
              {place.label}
              <IconChevronRight size={16} aria-hidden />
            </Link>
          )
        )}
        <div className={classes.tools}>
          <BurnRate />
          <NotificationBell
            timeZone={timeZone}
            allHref="/notifications"
            countInTitle
            onNavigate={(href) => {
              router.push(href);
            }}
            {...channels}
          />
          <AccountCorner />
        </div>
      </div>
    </header>
  );
}
