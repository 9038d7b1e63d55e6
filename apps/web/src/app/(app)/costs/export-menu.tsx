"use client";

import { Button, Menu, Text } from "@mantine/core";
import { EXPORT_FORMATS, type ExportFormat } from "@pipeline/core/cost-words";
import { IconDownload } from "@tabler/icons-react";
import { exportHref } from "./export-href";
import type { CostsView } from "./view";

const FORMAT_WORDS: Record<ExportFormat, { name: string; use: string }> = {
  csv: { name: "CSV", use: "for spreadsheets" },
  json: { name: "JSON", use: "for programs" },
  "focus-1.2": { name: "FOCUS 1.2", use: "for FinOps tools" },
  "focus-1.4": { name: "FOCUS 1.4", use: "for FinOps tools" },
};

/** Takes the listed records away as a file: all of them, not the page that is shown. */
export function ExportMenu({ view }: { view: CostsView }) {
  return (
    <Menu position="bottom-end" width={240} shadow="md" withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Button variant="default" h={{ base: 44, sm: 36 }} leftSection={<IconDownload size={16} aria-hidden />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {EXPORT_FORMATS.map((format) => (
          <Menu.Item key={format} component="a" href={exportHref(view, format)} download mih={44}>
            {FORMAT_WORDS[format].name}{" "}
            <Text span size="sm" c="dimmed">
              {FORMAT_WORDS[format].use}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
