/** The gateways by name: what the API, the books and the addresses of callbacks call them. */
export const GATEWAYS = ["sandbox", "liqpay", "monobank", "stripe"] as const;
export type Name = (typeof GATEWAYS)[number];
