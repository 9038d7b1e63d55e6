import { Box, type BoxProps, getSpacing, type MantineSpacing, rem } from "@mantine/core";
import type { ComponentProps, ReactNode } from "react";
import classes from "./table.module.css";

type Part<Tag extends "table" | "thead" | "tbody" | "tfoot" | "tr" | "th" | "td"> = Omit<
  ComponentProps<Tag>,
  keyof BoxProps
> &
  BoxProps;

type TableProps = Part<"table"> & {
  /** Above and below what is in a cell, and beside it. */
  verticalSpacing?: MantineSpacing;
  horizontalSpacing?: MantineSpacing;
  withRowBorders?: boolean;
  highlightOnHover?: boolean;
};

/**
 * A table as Mantine's looks, which brings its scroll area and what places menus to every page that has a table.
 */
export function Table(props: TableProps) {
  const { verticalSpacing = 7, horizontalSpacing, withRowBorders = true, highlightOnHover, className, ...rest } = props;
  return (
    <Box
      component="table"
      className={[classes.table, className].join(" ")}
      mod={{ lines: withRowBorders, hover: highlightOnHover }}
      __vars={{ "--table-across": getSpacing(verticalSpacing), "--table-along": getSpacing(horizontalSpacing) }}
      {...rest}
    />
  );
}

const Thead = (props: Part<"thead">) => <Box component="thead" {...props} />;
const Tbody = (props: Part<"tbody">) => <Box component="tbody" {...props} />;
const Tfoot = (props: Part<"tfoot">) => <Box component="tfoot" {...props} />;
const Tr = (props: Part<"tr">) => <Box component="tr" {...props} />;
const Th = (props: Part<"th">) => <Box component="th" {...props} />;
const Td = (props: Part<"td">) => <Box component="td" {...props} />;

/** Where a table wider than the page is moved; `minWidth` in px. */
function ScrollContainer({ minWidth, children }: { minWidth: number; children: ReactNode }) {
  return (
    <div className={classes.scroll}>
      <Box miw={rem(minWidth)}>{children}</Box>
    </div>
  );
}

Table.Thead = Thead;
Table.Tbody = Tbody;
Table.Tfoot = Tfoot;
Table.Tr = Tr;
Table.Th = Th;
Table.Td = Td;
Table.ScrollContainer = ScrollContainer;
