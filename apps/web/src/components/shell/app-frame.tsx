import type { ReactNode } from "react";
import { Nav } from "./nav";
import { Shortcuts } from "./shortcuts";
import { TopBar } from "./top-bar";
import classes from "./shell.module.css";

/** The frame of the signed-in pages. */
export function AppFrame({ children }: { children: ReactNode }) {
  return (
    <div className={classes.frame}>
      <a href="#content" className={classes.skip}>
        Skip to content
      </a>
      <Nav />
      <div className={classes.page}>
        <TopBar />
        <main id="content" tabIndex={-1} className={classes.content}>
          {children}
        </main>
      </div>
      <Shortcuts />
    </div>
  );
}
