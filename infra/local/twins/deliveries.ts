/**
 * What a twin tells its shops: late, in copies, out of order or never, as its controls say; and again while a shop does
 * not answer 200. What is held back waits for `release`, which says in which order it goes.
 */
import { setTimeout as pause } from "node:timers/promises";
import * as z from "zod";

const PATIENCE_MS = 10_000;
const ATTEMPTS = 3;

/** How a shop wants to be called from now on. */
export const Manner = z.strictObject({
  delayMs: z.int().min(0).max(600_000).default(0),
  copies: z.int().min(1).max(10).default(1),
  silent: z.boolean().default(false),
  hold: z.boolean().default(false),
});
export type Manner = z.infer<typeof Manner>;

export interface Letter {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export class Deliveries {
  readonly #going = new Set<Promise<void>>();
  readonly #held = new Map<string, Letter[]>();
  readonly #manners = new Map<string, Manner>();

  set(shop: string, manner: Manner): void {
    this.#manners.set(shop, manner);
  }

  tell(shop: string, letter: Letter): void {
    const { silent, hold } = this.#mannerOf(shop);
    if (silent || letter.url === "") return;
    if (hold) this.#held.set(shop, [...(this.#held.get(shop) ?? []), letter]);
    else this.#send(letter, this.#mannerOf(shop));
  }

  /** Sends one by one what was held back; a position may be named twice, or left out. */
  async release(shop: string, order?: readonly number[]): Promise<void> {
    const held = this.#held.get(shop) ?? [];
    this.#held.delete(shop);
    for (const position of order ?? held.keys()) {
      const letter = held[position];
      if (letter) await deliver(letter);
    }
  }

  async settled(): Promise<void> {
    while (this.#going.size > 0) await Promise.all(this.#going);
  }

  #mannerOf(shop: string): Manner {
    return this.#manners.get(shop) ?? Manner.parse({});
  }

  #send(letter: Letter, { copies, delayMs }: Manner): void {
    for (let copy = 0; copy < copies; copy += 1) {
      const going = pause(delayMs)
        .then(() => deliver(letter))
        .finally(() => this.#going.delete(going));
      this.#going.add(going);
    }
  }
}

/** A shop that never takes it has to ask. */
async function deliver({ url, headers, body }: Letter): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const taken = await fetch(url, { method: "POST", headers, body, signal, redirect: "error" }).then(
      ({ status }) => status === 200,
      () => false,
    );
    if (taken) return;
    if (attempt < ATTEMPTS) await pause(50 * 4 ** attempt);
  }
}
