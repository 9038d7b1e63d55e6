"use client";

import { MultiSelect } from "@mantine/core";
import { lookOf, NOTIFICATION_TYPES, type NotificationType } from "@pipeline/core/notification-looks";
import classes from "./inbox.module.css";

const TYPE_DATA = NOTIFICATION_TYPES.map((value) => ({ value, label: lookOf(value).label }));

type TypesSelectProps = { types: NotificationType[]; onChange: (types: NotificationType[]) => void };

/** Which types are shown; none chosen is all. */
export function TypesSelect({ types, onChange }: TypesSelectProps) {
  return (
    <MultiSelect<NotificationType>
      aria-label="Types"
      placeholder={types.length === 0 ? "All types" : ""}
      data={TYPE_DATA}
      value={types}
      onChange={onChange}
      clearable
      className={classes.types ?? ""}
    />
  );
}
