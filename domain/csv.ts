/**
 * Comma-separated values as spreadsheets read them (RFC 4180): CRLF, a byte order mark so that Cyrillic survives, and
 * text that a spreadsheet would take for a formula made plain with an apostrophe.
 */
const MARK = "\uFEFF";
const NUMBER = /^-?\d+(\.\d+)?$/;
const FORMULA = /^[=+\-@\t\r]/;

export const fileOf = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  MARK + [columns, ...rows].map((cells) => `${cells.map(cell).join(",")}\r\n`).join("");

function cell(text: string): string {
  const plain = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
