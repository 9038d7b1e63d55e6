import { Badge, Group, Paper, Text } from "@mantine/core";
import { Table } from "@/components/table/table";
import type { Price } from "@pipeline/react";
import type { ReactNode } from "react";
import { formatPrice } from "@/components/money/format-price";
import { Instant } from "@/components/time/instant";
import { timeOf } from "./view";
import classes from "./prices.module.css";

type PriceTableProps = { prices: readonly Price[]; look: { currency: string; timeZone: string }; now: number };

const UNIT_WORDS = { gpu_hour: "a GPU-hour", gb_month: "a GB-month" } as const;
const TIME_WORDS = { past: "Past", coming: "To come" } as const;

/** The catalogue: what an hour of which GPU costs, where, bought how, and since when. */
export function PriceTable({ prices, look, now }: PriceTableProps) {
  return (
    <Paper withBorder>
      <Table.ScrollContainer minWidth={0}>
        <Table className={classes.table} verticalSpacing="sm" horizontalSpacing="md" aria-label="Prices">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>GPU</Table.Th>
              <Table.Th visibleFrom="sm">Provider</Table.Th>
              <Table.Th visibleFrom="sm">Region · option</Table.Th>
              <Table.Th ta="right">Price</Table.Th>
              <Table.Th visibleFrom="sm">Valid</Table.Th>
              <Table.Th visibleFrom="lg">Source</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {prices.map((price) => (
              <PriceRow key={price.id} price={price} look={look} now={now} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  );
}

function PriceRow({ price, look, now }: Omit<PriceTableProps, "prices"> & { price: Price }) {
  const time = timeOf(price, now);
  const place = [price.region, price.purchaseOption].filter((word) => word !== "").join(" · ");
  const always = price.validFrom === null && price.validTo === null;
  const valid = always ? <Dimmed>Always</Dimmed> : <Validity price={price} timeZone={look.timeZone} />;
  return (
    <Table.Tr data-time={time}>
      <Table.Td className={classes.name}>
        <Group gap={6}>
          <Text span inherit fw={600}>
            {price.unit === "gb_month" ? "Storage" : price.gpuType}
          </Text>
          {time !== "current" && (
            <Badge variant="default" size="sm" tt="none" fw={500}>
              {TIME_WORDS[time]}
            </Badge>
          )}
        </Group>
        {price.aliases.length > 0 && (
          <Text size="xs" c="dimmed">
            also {price.aliases.join(", ")}
          </Text>
        )}
        <Text size="xs" c="dimmed" hiddenFrom="sm" component="div">
          {[price.provider || "Any provider", place, always && "always valid"].filter(Boolean).join(" · ")}
          {!always && valid}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">{price.provider || <Dimmed>Any</Dimmed>}</Table.Td>
      <Table.Td visibleFrom="sm">{place || <Dimmed>Any</Dimmed>}</Table.Td>
      <Table.Td ta="right" className={classes.price}>
        <Text span inherit fw={600}>
          {formatPrice(price.price, look.currency)}
        </Text>
        <Text size="xs" c="dimmed">
          {UNIT_WORDS[price.unit]}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">{valid}</Table.Td>
      <Table.Td visibleFrom="lg" className={classes.source}>
        <Text size="xs" c="dimmed" title={price.source}>
          {price.source}
        </Text>
      </Table.Td>
    </Table.Tr>
  );
}

function Dimmed({ children }: { children: ReactNode }) {
  return (
    <Text span inherit c="dimmed">
      {children}
    </Text>
  );
}

// From and to, each where it has an end.
function Validity({ price: { validFrom, validTo }, timeZone }: { price: Price; timeZone: string }) {
  return (
    <>
      {validFrom !== null && (
        <div className={classes.line}>
          from <Instant at={validFrom} timeZone={timeZone} as="date-time" />
        </div>
      )}
      {validTo !== null && (
        <div className={classes.line}>
          to <Instant at={validTo} timeZone={timeZone} as="date-time" />
        </div>
      )}
    </>
  );
}
