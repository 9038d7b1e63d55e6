import { Text, type TextProps } from "@mantine/core";
import { formatInstant, type InstantStyle } from "./format";
import classes from "./time.module.css";

type InstantProps = TextProps & { at: string; timeZone: string; as?: InstantStyle };

/** A moment in a named zone; the exact one on hover. */
export function Instant({ at, timeZone, as = "short", ...text }: InstantProps) {
  return (
    <Text component="span" inherit className={classes.instant} {...text}>
      <time dateTime={at} title={`${formatInstant(at, timeZone, "exact")} ${timeZone}`}>
        {formatInstant(at, timeZone, as)}
      </time>
    </Text>
  );
}
