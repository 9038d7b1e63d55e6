import { formatMoney } from "@pipeline/core/money";
import { roundedRow, type Stack } from "./stack";

type StackTableProps = { stack: Stack; caption: string; currency: string; decimals: number };

/** The chart's figures as a table, for those who do not see it. */
export function StackTable({ stack: { parts, rows }, caption, currency, decimals }: StackTableProps) {
  const withForecast = rows.some((row) => row.forecast !== undefined);
  return (
    <table>
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">Time</th>
          {parts.map((part) => (
            <th key={part.id} scope="col">
              {part.label}
            </th>
          ))}
          <th scope="col">Total</th>
          {withForecast && <th scope="col">Forecast</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => {
          const rounded = roundedRow(row, parts, decimals);
          const amounts = new Map(rounded.parts.map(({ part, amount }) => [part.id, amount]));
          return (
            <tr key={row.heading}>
              <th scope="row">
                {row.heading}
                {row.unfinished && ", so far"}
                {row.ahead && ", forecast"}
              </th>
              {parts.map(({ id }) => (
                <td key={id}>{row.ahead ? "" : formatMoney(amounts.get(id) ?? "0", { currency, decimals })}</td>
              ))}
              <td>{row.ahead ? "" : formatMoney(rounded.total, { currency, decimals })}</td>
              {withForecast && (
                <td>{row.forecast === undefined ? "" : formatMoney(row.forecast, { currency, decimals })}</td>
              )}
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
