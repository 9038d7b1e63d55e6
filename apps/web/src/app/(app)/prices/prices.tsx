"use client";

import { Paper, Skeleton, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useNow, usePrices } from "@pipeline/react";
import { IconSearch } from "@tabler/icons-react";
import { useSearchParams } from "next/navigation";
import { lazy, Suspense, useEffect, useState } from "react";
import { MoreButton } from "@/components/records/more-button";
import { useAccount } from "@/components/shell/account";
import { Failed } from "@/components/states/failed";
import { LoadingWord, TableSkeleton } from "@/components/states/skeletons";
import { StaleNote } from "@/components/states/stale-note";
import { PriceTable } from "./price-table";
import { PricesEmpty } from "./prices-empty";
import { gpuTypes, type PricesView, readView, shownPrices, viewHref } from "./view";
import classes from "./prices.module.css";

const RerateCard = lazy(() => import("./rerate-card").then((module) => ({ default: module.RerateCard })));

const PAGE = 100;

/** The price catalogue, and the way to price one's jobs again by it. */
export function Prices() {
  const { view, show } = useView();
  const look = useAccount();
  const now = useNow();
  const [room, setRoom] = useState(PAGE);
  const { status, items, error, retry, hasMore, loadingMore, loadMore } = usePrices();
  // The search looks through all of them.
  useEffect(() => {
    if (hasMore && !loadingMore && !error) loadMore();
  }, [hasMore, loadingMore, error, loadMore]);
  const found = shownPrices(items, view, now);
  return (
    <Stack gap="md">
      <Text c="dimmed" maw={640}>
        What an hour of a GPU costs when a job names no price of its own. A job keeps the price of its start; the most
        specific one counts: the provider&apos;s own, then the region&apos;s, then that of the way it is bought.
      </Text>
      <div className={classes.toolbar}>
        <TextInput
          aria-label="Search prices"
          placeholder="GPU, provider, region"
          type="search"
          className={classes.search ?? ""}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={view.search}
          onChange={(event) => show({ ...view, search: event.currentTarget.value })}
        />
        <Switch
          label="Past prices"
          checked={view.past}
          onChange={(event) => show({ ...view, past: event.currentTarget.checked })}
        />
      </div>
      {status === "loading" && (
        <Paper withBorder p="md">
          <LoadingWord what="prices" />
          <TableSkeleton columns={6} numeric={1} />
        </Paper>
      )}
      {status === "failed" && <Failed title="The prices could not be loaded" error={error} retry={retry} />}
      {status === "ready" && <StaleNote error={error} retry={retry} />}
      {status === "ready" && found.length === 0 && (
        <PricesEmpty searched={items.length > 0} past={view.past} showAll={() => show({ search: "", past: true })} />
      )}
      {found.length > 0 && <PriceTable prices={found.slice(0, room)} look={look} now={now} />}
      {found.length > room && (
        <MoreButton busy={loadingMore} onMore={() => setRoom(room + PAGE)}>
          Show more prices
        </MoreButton>
      )}
      {items.length > 0 && (
        <Suspense fallback={<Skeleton height={230} aria-hidden />}>
          <RerateCard gpus={gpuTypes(items)} currency={look.currency} timeZone={look.timeZone} />
        </Suspense>
      )}
    </Stack>
  );
}

// Kept here, for a field that is typed into; the address follows. What is being typed is no place to go back to.
function useView(): { view: PricesView; show: (next: PricesView) => void } {
  const params = useSearchParams();
  const [view, setView] = useState(() => readView(params));
  const show = (next: PricesView) => {
    setView(next);
    window.history.replaceState(null, "", viewHref(next));
  };
  return { view, show };
}
