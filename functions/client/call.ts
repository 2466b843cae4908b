/**
 * How a client talks to the API: one key per write, kept over its repeats; refusals as errors with a code; lists read to
 * their end. Runs wherever there is `fetch`. `client.ts` says what there is to call.
 */
export type Options = {
  /** Where the API is, without `/v1`. */
  url: string;
  token?: string | (() => string | undefined | Promise<string | undefined>) | undefined;
  /** The token of somebody without an account, instead. */
  guest?: string | undefined;
  /** How often a request is sent before its failure is told; 4 unless said otherwise. */
  tries?: number;
  /** Sees every answer, the ones that are tried again too. */
  onAnswer?: (response: Response) => void;
};

export type Asked = {
  /** Made up when it is not given; give one to repeat a request of yesterday. */
  idempotencyKey?: string;
  /** The version that was read: refused when it is not the current one. */
  ifMatch?: number;
  signal?: AbortSignal;
};

export type Problem = {
  type: string;
  title: string;
  status: number;
  code: string;
  detail: string;
  requestId: string;
  errors?: { field: string; code: string; message: string }[];
  [more: string]: unknown;
};

export class ProblemError extends Error {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(problem.detail);
    this.name = "ProblemError";
    this.problem = problem;
  }
}

export type Call = <T>(route: string, input: object, asked?: Asked) => Promise<T>;

const AGAIN = new Set([429, 502, 503, 504]);
const LONGEST_WAIT_MS = 10_000;

export function caller({ url, token, guest, tries = 4, onAnswer }: Options): Call {
  return async <T>(route: string, input: object, asked: Asked = {}): Promise<T> => {
    const { path, init } = request(route, { ...input }, asked);
    for (let attempt = 1; ; attempt++) {
      const bearer = typeof token === "function" ? await token() : token;
      if (guest !== undefined) init.headers.set("authorization", `Guest ${guest}`);
      if (bearer !== undefined) init.headers.set("authorization", `Bearer ${bearer}`);
      let answer: Response;
      try {
        answer = await fetch(new URL(path, url), init);
      } catch (error) {
        // Nobody knows whether it was done: the same key finds out.
        if (attempt >= tries || asked.signal?.aborted) throw error;
        await pause(backOff(attempt), asked.signal);
        continue;
      }
      onAnswer?.(answer);
      if (answer.ok) return (await contentOf(answer)) as T;
      const wait = Number(answer.headers.get("retry-after") ?? 0) * 1000 || backOff(attempt);
      if (!AGAIN.has(answer.status) || attempt >= tries || wait > LONGEST_WAIT_MS) {
        throw new ProblemError(await problemOf(answer));
      }
      await answer.body?.cancel();
      await pause(wait, asked.signal);
    }
  };
}

/** Fields of the path go there, the others into the query or the body. */
function request(route: string, fields: Record<string, unknown>, { idempotencyKey, ifMatch, signal }: Asked) {
  const [method = "", template = ""] = route.split(" ");
  const take = (_: string, name: string): string => {
    const value = fields[name];
    delete fields[name];
    return encodeURIComponent(textOf(value));
  };
  const path = template.replaceAll(/\{(\w+)\}/g, take);
  const headers = new Headers();
  if (ifMatch !== undefined) headers.set("if-match", `"${ifMatch}"`);
  if (method === "GET" || method === "DELETE") {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(fields))
      if (value !== undefined) query.set(name, textOf(value));
    return {
      path: query.size > 0 ? `${path}?${query.toString()}` : path,
      init: { method, headers, ...signalled(signal) },
    };
  }
  headers.set("idempotency-key", idempotencyKey ?? crypto.randomUUID());
  headers.set("content-type", "application/json");
  return { path, init: { method, headers, body: JSON.stringify(fields), ...signalled(signal) } };
}

async function contentOf(answer: Response): Promise<unknown> {
  if (answer.status === 204) return Promise.resolve(undefined);
  const isText = answer.headers.get("content-type")?.startsWith("text/");
  return isText ? answer.text() : answer.json();
}

/** Only texts, numbers and yes or no stand in an address. */
const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

const signalled = (signal: AbortSignal | undefined) => (signal ? { signal } : {});

/** What stands between us and the API may answer in its own words. */
async function problemOf(answer: Response): Promise<Problem> {
  const text = await answer.text();
  if (answer.headers.get("content-type")?.startsWith("application/problem+json"))
    return JSON.parse(text) as Problem;
  const requestId = answer.headers.get("apigw-requestid") ?? "";
  const title = answer.statusText;
  return { type: "about:blank", title, status: answer.status, code: "unknown", detail: title, requestId };
}

const backOff = (attempt: number): number => Math.random() * 200 * 2 ** attempt;

const pause = (milliseconds: number, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });

type Page<T> = { items: T[]; cursor?: string };

/** Every item of a list, page by page. */
export async function* each<I extends object, T>(
  list: (input: I, asked?: Asked) => Promise<Page<T>>,
  input: I,
  asked: Asked = {},
): AsyncGenerator<T> {
  let cursor: string | undefined;
  do {
    const page: Page<T> = await list(cursor === undefined ? input : { ...input, cursor }, asked);
    yield* page.items;
    cursor = page.cursor;
  } while (cursor !== undefined);
}
