import classes from "./shell.module.css";

/** The sign and the name. */
export function Brand() {
  return (
    <span className={classes.brandMark}>
      <svg viewBox="0 0 32 32" width="22" height="22" aria-hidden>
        <rect width="32" height="32" rx="7" fill="var(--mantine-primary-color-filled)" />
        <path d="M8 23V13M16 23V9m8 14v-6" stroke="#fff" strokeWidth="3.5" strokeLinecap="round" />
      </svg>
      Pipeline
    </span>
  );
}
