import { Table } from "@/components/table/table";
import type { CostRecord } from "@pipeline/react";
import { MoreButton } from "./more-button";
import { RecordRow, type RecordStyle } from "./record-row";
import classes from "./records.module.css";

type RecordsTableProps = {
  items: readonly CostRecord[];
  look: RecordStyle;
  /** What the records are of, for those who hear it. */
  label: string;
  hasMore: boolean;
  loadingMore: boolean;
  loadMore: () => void;
};

/** Records of the ledger, newest first, page after page. */
export function RecordsTable({ items, look, label, hasMore, loadingMore, loadMore }: RecordsTableProps) {
  return (
    <>
      <Table.ScrollContainer minWidth={0}>
        <Table className={classes.table} aria-label={label} highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Time</Table.Th>
              <Table.Th>Type</Table.Th>
              {look.withJob && (
                <>
                  <Table.Th visibleFrom="sm">Job</Table.Th>
                  <Table.Th visibleFrom="md">Project</Table.Th>
                  <Table.Th visibleFrom="md">GPU</Table.Th>
                </>
              )}
              <Table.Th visibleFrom="sm" ta="right">
                Quantity
              </Table.Th>
              <Table.Th ta="right">Amount</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((record) => (
              <RecordRow key={record.id} record={record} look={look} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {hasMore && (
        <MoreButton busy={loadingMore} onMore={loadMore}>
          Show more records
        </MoreButton>
      )}
    </>
  );
}
