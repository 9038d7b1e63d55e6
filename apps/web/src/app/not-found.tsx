import type { Metadata } from "next";
import Link from "next/link";
import classes from "../components/states/states.module.css";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className={classes.whole}>
      <div>
        <h1>There is no such page</h1>
        <p>It may have moved, or the address has a typing error.</p>
        <Link href="/costs" className={classes.way}>
          Go to the costs
        </Link>
      </div>
    </main>
  );
}
