import { Paper } from "@mantine/core";
import type { ReactNode } from "react";
import { Brand } from "@/components/shell/brand";
import { Starting } from "@/components/states/starting";
import { readyApp } from "@/server/rsc";
import classes from "./auth.module.css";

export const dynamic = "force-dynamic";

export default async function AuthLayout({ children }: { children: ReactNode }) {
  if (!(await readyApp())) return <Starting />;
  return (
    <main className={classes.page}>
      <div className={classes.column}>
        <Brand />
        <Paper withBorder p="lg" mt="md">
          {children}
        </Paper>
      </div>
    </main>
  );
}
