"use client";

import { useRouter } from "next/navigation";
import { startTransition } from "react";
import classes from "../components/states/states.module.css";

// Plain elements: every page loads this one with itself.
type ErrorProps = { error: Error & { digest?: string }; reset: () => void };

export default function ErrorPage({ error, reset }: ErrorProps) {
  const router = useRouter();
  const again = () =>
    startTransition(() => {
      router.refresh();
      reset();
    });
  return (
    <main className={classes.whole}>
      <div>
        <h1>Something went wrong on our side</h1>
        <p>The page could not be shown. Nothing you did is lost.</p>
        <button type="button" className={classes.way} onClick={again}>
          Try again
        </button>
        {error.digest !== undefined && (
          <p className={classes.digest}>
            Error <code>{error.digest}</code>
          </p>
        )}
      </div>
    </main>
  );
}
