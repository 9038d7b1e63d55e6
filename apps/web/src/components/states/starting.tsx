import classes from "./states.module.css";

/** Shown until the database is there and the demo is loaded; looks again by itself, also without scripts. */
export function Starting() {
  return (
    <main className={classes.whole}>
      <meta httpEquiv="refresh" content="2" />
      <div>
        <h1>Starting…</h1>
        <p>The database is being prepared. This page opens by itself in a moment.</p>
      </div>
    </main>
  );
}
