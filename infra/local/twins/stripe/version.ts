/** The version of Stripe's API that the twin speaks; a request that names another one would be answered differently there. */
export const VERSION = "2026-10-28.endive";
