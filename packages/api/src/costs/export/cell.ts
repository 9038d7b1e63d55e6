/** What a spreadsheet may take for a formula, also behind blanks and in the wide letters of East Asian keyboards. */
const FORMULA = /^[\s\0]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n\0]/;

/**
 * Text as a cell that no spreadsheet computes: what could be a formula, begins with ' or reads NULL gets one ' in front.
 * `restoreText` takes it away again, so that every text reads back as it was.
 */
export function safeText(text: string): string {
  return FORMULA.test(text) || text.startsWith("'") || text === "NULL" ? `'${text}` : text;
}

/** The text of a cell that `safeText` wrote. */
export function restoreText(cell: string): string {
  return cell.startsWith("'") ? cell.slice(1) : cell;
}
