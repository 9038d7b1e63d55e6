import { Skeleton } from "@mantine/core";
import { Table } from "@/components/table/table";
import classes from "./states.module.css";

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
// Uneven like words, the same on server and browser.
const WIDTHS = ["62%", "78%", "54%", "70%", "48%", "66%"] as const;
const widthOf = (index: number) => WIDTHS[index % WIDTHS.length] ?? "60%";

/** Told once to those who do not see the grey shapes. */
export function LoadingWord({ what }: { what: string }) {
  return <output className={classes.word}>Loading {what}</output>;
}

/** Rows of a table that is coming; `numeric` columns stand at the right. */
export function TableSkeleton({
  rows = 8,
  columns,
  numeric = 0,
}: {
  rows?: number;
  columns: number;
  numeric?: number;
}) {
  return (
    <Table aria-hidden verticalSpacing="sm">
      <Table.Tbody>
        {upTo(rows).map((row) => (
          <Table.Tr key={row}>
            {upTo(columns).map((column) => (
              <Table.Td key={column}>
                <Skeleton
                  height={12}
                  my={4}
                  width={widthOf(row + column * 2)}
                  ml={column >= columns - numeric ? "auto" : 0}
                />
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** A figure with its caption. */
export function FigureSkeleton() {
  return (
    <div aria-hidden>
      <Skeleton height={12} width={96} my={4} />
      <Skeleton height={28} width={150} my={4} />
      <Skeleton height={12} width={120} my={4} />
    </div>
  );
}

/** Rows of an inbox. */
export function ListSkeleton({ rows = 6 }: { rows?: number }) {
  return (
    <div aria-hidden>
      {upTo(rows).map((row) => (
        <div key={row} className={classes.row}>
          <Skeleton height={28} width={28} radius="md" />
          <div className={classes.lines}>
            <Skeleton height={12} width={widthOf(row)} my={4} />
            <Skeleton height={12} width={widthOf(row + 3)} my={4} />
          </div>
        </div>
      ))}
    </div>
  );
}
