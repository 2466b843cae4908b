/** The HTTP API as one person uses it. */
export interface Api {
  read(path: string): Promise<Record<string, unknown>>;
  /** A repeat under the same key answers what the first try made. */
  put(path: string, body: object): Promise<Record<string, unknown>>;
  make(path: string, key: string, body: object | undefined): Promise<Record<string, unknown>>;
}

export function apiAs(url: string, token: string): Api {
  const authorization = `Bearer ${token}`;

  async function ask(path: string, init: RequestInit): Promise<Record<string, unknown>> {
    const answer = await fetch(url + path, init);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${init.method ?? "GET"} ${path} answered ${answer.status}: ${text}`);
    return JSON.parse(text || "{}") as Record<string, unknown>;
  }

  return {
    read: (path) => ask(path, { headers: { authorization } }),
    put: (path, body) =>
      ask(path, {
        method: "PUT",
        headers: { authorization, "content-type": "application/json" },
        body: JSON.stringify(body),
      }),
    make: (path, key, body) =>
      ask(path, {
        method: "POST",
        headers: {
          authorization,
          "idempotency-key": key,
          ...(body && { "content-type": "application/json" }),
        },
        ...(body && { body: JSON.stringify(body) }),
      }),
  };
}
