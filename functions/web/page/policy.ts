/** Content-Security-Policy: everything comes from this host, and nothing else may. */
/** What a document's policy allows beyond this host. */
export interface Allowed {
  readonly ask?: string;
  /** Who may show it in a frame; nobody may where somebody's click could be led to do harm. */
  readonly embedders?: readonly string[] | "nobody";
}

export const policy = ({ ask, embedders = [] }: Allowed): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src data:",
    `connect-src 'self' ${ask ? new URL(ask).origin : ""}`.trim(),
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
    embedders === "nobody"
      ? "frame-ancestors 'none'"
      : ["frame-ancestors 'self'", process.env.EMBEDDERS ?? "", ...embedders].join(" ").trim(),
  ].join("; ");
