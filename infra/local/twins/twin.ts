/**
 * The twin of a payment gateway: a small service that speaks its wire format, so that the adapters run against it as they
 * are. It answers requests and knows nothing of servers; whoever hosts it gives it an address.
 */
export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names are lower-case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  /** Where the twin is reached: what its own links begin with. */
  readonly origin: string;
}

export interface Said {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Options {
  /** What time it is there; the real one unless a test travels. */
  readonly now?: () => number;
}

export interface Twin {
  handle(asked: Asked): Promise<Said>;
  /** When everything that was on its way to a shop has been delivered, or given up. */
  settled(): Promise<void>;
}
