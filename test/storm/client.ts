/** A client as careful as ours should be: it asks again, with the same key, until it is answered. */
import { setTimeout as pause } from "node:timers/promises";

export type Body = Readonly<Record<string, unknown>>;
export type Answer = { readonly status: number; readonly body: Body };
export type Asked = { readonly path: string; readonly key: string; readonly body?: Body };
/** What was asked, and what finally came of it; no answer: it is not known whether it happened. */
export type Told = Asked & { readonly who: string; readonly answer: Answer | undefined };

export interface Client {
  readonly userId: string;
  readonly told: readonly Told[];
  post(asked: Asked): Promise<Answer | undefined>;
  get(path: string): Promise<Answer | undefined>;
  delete(path: string): Promise<Answer | undefined>;
}

const TRIES = 12;
/** Not now: the same again is the right thing to do. */
const askAgain = ({ status }: Answer): boolean => status >= 500 || status === 429;

export type Tally = Map<string, number>;

export function openClient(
  url: string,
  { userId, token }: { userId: string; token: string },
  tally: Tally,
): Client {
  const told: Told[] = [];

  async function once(method: string, path: string, init: { key?: string; body?: Body }) {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(init.key !== undefined && { "idempotency-key": init.key }),
      ...(init.body && { "content-type": "application/json" }),
    };
    const body = init.body ? JSON.stringify(init.body) : null;
    const response = await fetch(url + path, { method, headers, body });
    const text = await response.text();
    const answer = { status: response.status, body: (text ? JSON.parse(text) : {}) as Body };
    const what =
      answer.status >= 400
        ? `${answer.status} ${typeof answer.body.code === "string" ? answer.body.code : ""}`
        : `${answer.status}`;
    tally.set(what, (tally.get(what) ?? 0) + 1);
    return answer;
  }

  async function patiently(method: string, path: string, init: { key?: string; body?: Body } = {}) {
    for (let tries = 1; tries <= TRIES; tries++) {
      const answer = await once(method, path, init).catch(() => undefined);
      if (answer && !askAgain(answer)) return answer;
      await pause(Math.min(1000, 40 * 2 ** tries));
    }
    return undefined;
  }

  return {
    userId,
    told,
    async post(asked) {
      const { path, key, body } = asked;
      const answer = await patiently("POST", path, { key, ...(body && { body }) });
      told.push({ ...asked, who: userId, answer });
      return answer;
    },
    get: (path) => patiently("GET", path),
    delete: (path) => patiently("DELETE", path),
  };
}

/** What the payer does on the gateway's page, until the page takes it. */
export async function payer(checkoutUrl: string, fields: Readonly<Record<string, string>>): Promise<void> {
  for (let tries = 1; tries <= TRIES; tries++) {
    const body = new URLSearchParams(fields);
    const response = await fetch(checkoutUrl, { method: "POST", redirect: "manual", body }).catch(
      () => undefined,
    );
    if (response?.status === 303) return;
    await pause(Math.min(1000, 40 * 2 ** tries));
  }
}
