import "@mantine/core/styles.css";
import "@mantine/dates/styles.css";
import "@mantine/charts/styles.css";
import "@pipeline/react/bell.css";
import "./globals.css";
import { ColorSchemeScript, mantineHtmlProps } from "@mantine/core";
import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { nonce } from "@/server/nonce";
import { Providers } from "./providers";

export const metadata: Metadata = {
  title: { default: "Pipeline", template: "%s · Pipeline" },
  description: "What every training job costs while it runs, and what happened the moment it happens.",
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  colorScheme: "light dark",
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  return (
    <html lang="en" {...mantineHtmlProps}>
      <head>
        <ColorSchemeScript defaultColorScheme="auto" nonce={await nonce()} />
      </head>
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}
