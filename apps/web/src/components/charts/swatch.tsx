import classes from "./chart.module.css";

/** The colour of a part, beside its name. */
export function Swatch({ color }: { color: string }) {
  return <span className={classes.swatch} style={{ background: color }} aria-hidden />;
}
