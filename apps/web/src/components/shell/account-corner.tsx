"use client";

import { Skeleton } from "@mantine/core";
import { lazy, memo, Suspense } from "react";

const AccountMenu = lazy(() => import("./account-menu").then((module) => ({ default: module.AccountMenu })));

/**
 * The account's menu: drawn once the server's HTML is whole, at work once what draws menus has come. On its own, for what is drawn anew
 * before that is drawn by the browser alone.
 */
export const AccountCorner = memo(() => (
  <Suspense fallback={<Skeleton circle height={36} aria-hidden />}>
    <AccountMenu />
  </Suspense>
));
AccountCorner.displayName = "AccountCorner";
