/** Content-Security-Policy: everything comes from this host, and nothing else may. */
/** What a document's policy allows beyond this host. */
export interface Allowed {
  readonly ask?: string;
  readonly embedders?: readonly string[];
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
    ["frame-ancestors 'self'", process.env.EMBEDDERS ?? "", ...embedders].join(" ").trim(),
  ].join("; ");
