/**
 * The gateways by name: what the API, the books and the addresses of callbacks call them.
 * A name stays: payments, journals and the gateways' own settings refer to it.
 */
export const GATEWAYS = ["sandbox", "liqpay", "monobank", "stripe"] as const;
export type Name = (typeof GATEWAYS)[number];
