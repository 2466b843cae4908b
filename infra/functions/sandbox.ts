import type { Work } from "./work.ts";

/** The sandbox gateway, a small service of its own: `functions/sandbox/<name>.ts`. */
export const sandbox = {
  gateway: {
    grants: ["sandbox.read", "sandbox.write", "bus.put", "key.mac"],
    ifItFails: "Nobody can pay in this environment; no real money is involved.",
  },
  callback: {
    grants: ["sandbox.read", "key.mac"],
    timeoutSeconds: 900,
    ifItFails: "Payments made on the sandbox page are not reported back; no real money is involved.",
  },
} as const satisfies Record<string, Work>;
