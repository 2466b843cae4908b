/** Events, and the calls to whoever wants to hear of them: signed anew each time, in copies, late, or not at all. */
import { createHmac } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { add, type Account, type Endpoint, type Thing } from "./account.ts";
import { VERSION } from "./version.ts";

const PATIENCE_MS = 10_000;
/** Stripe goes on for three days; whoever watches a screen does not. */
const ATTEMPTS = 4;

export class Callbacks {
  readonly #going = new Set<Promise<void>>();

  /** Shows the object as it is now. */
  tell(account: Account, type: string, about: Thing): void {
    const event = add(account, "evt", "event", {
      type,
      api_version: VERSION,
      data: { object: structuredClone(about) },
      pending_webhooks: account.endpoints.size,
      request: { id: null, idempotency_key: null },
    });
    if (account.controls.silent) return;
    if (account.controls.hold) account.held.push(event);
    else this.send(account, event);
  }

  send(account: Account, event: Thing): void {
    const type = String(event.type);
    for (const endpoint of account.endpoints.values()) {
      if (!endpoint.events.includes("*") && !endpoint.events.includes(type)) continue;
      for (let copy = 0; copy < account.controls.copies; copy += 1) {
        const call = this.#call(account, endpoint, event).catch(() => undefined);
        this.#going.add(call);
        void call.finally(() => this.#going.delete(call));
      }
    }
  }

  async settled(): Promise<void> {
    while (this.#going.size > 0) await Promise.all(this.#going);
  }

  async #call(account: Account, endpoint: Endpoint, event: Thing): Promise<void> {
    await pause(account.controls.delayMs);
    for (let attempt = 1; ; attempt += 1) {
      const body = JSON.stringify(event);
      const headers = {
        "content-type": "application/json; charset=utf-8",
        "stripe-signature": signatureOf(body, endpoint.secrets, account.now()),
      };
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const taken = await fetch(endpoint.url, { method: "POST", body, headers, signal }).then(
        ({ ok }) => ok,
        () => false,
      );
      if (taken || attempt === ATTEMPTS) return;
      await pause(25 * 4 ** attempt);
    }
  }
}

export function signatureOf(body: string, secrets: readonly string[], now: number): string {
  const time = Math.floor(now / 1000);
  const signed = secrets.map(
    (secret) => `v1=${createHmac("sha256", secret).update(`${time}.${body}`).digest("hex")}`,
  );
  return [`t=${time}`, ...signed].join(",");
}
