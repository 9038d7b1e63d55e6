"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { Brand } from "./brand";
import { PLACES, placeOf } from "./places";
import classes from "./shell.module.css";

/** The places, at the left; at the bottom on a phone. */
export function Nav() {
  const here = placeOf(usePathname());
  return (
    <nav className={classes.nav} aria-label="Main">
      <Link href="/costs" className={classes.brand}>
        <Brand />
      </Link>
      <ul className={classes.places}>
        {PLACES.map(({ href, label, icon: Icon }) => (
          <li key={href}>
            <Link href={href} className={classes.place} aria-current={here?.href === href ? "page" : undefined}>
              <Icon size={20} stroke={1.6} aria-hidden />
              <span>{label}</span>
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
