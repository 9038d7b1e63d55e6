declare module "parse-prometheus-text-format" {
  type Sample = { labels?: Record<string, string>; value?: string };
  /** Throws on what is not in the text format. */
  export default function parse(text: string): { name: string; type: string; metrics: Sample[] }[];
}
