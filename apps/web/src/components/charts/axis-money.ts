const formatters = new Map<string, Intl.NumberFormat>();

/** A round figure of an axis: "$1.5K", "$0.02". For places in a picture, never for an amount. */
export function axisMoney(value: number, currency: string): string {
  const known = formatters.get(currency);
  const formatter =
    known ??
    new Intl.NumberFormat("en-US", {
      style: "currency",
      currency,
      notation: "compact",
      minimumFractionDigits: 0,
      maximumSignificantDigits: 3,
    });
  if (!known) formatters.set(currency, formatter);
  return formatter.format(value).replace("-", "−");
}
