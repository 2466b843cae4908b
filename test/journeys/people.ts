/** People who use the running system over HTTP, and a company with its calendar for each journey. */
import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { client } from "../../functions/client/client.ts";

/** Whatever JSON there is: journeys look at answers as a client in any language would. */
type Json = ReturnType<typeof JSON.parse>;
export type Answer = { status: number; headers: Headers; body: Json };
type Asked = { body?: unknown; key?: string | null; headers?: Record<string, string> };

export const api = (): string => inject("system").api;

/** One request; a POST has a key of its own unless another, or none (null), is given. */
export async function request(
  method: string,
  path: string,
  token: string | undefined,
  asked: Asked = {},
): Promise<Answer> {
  const { body, key, headers } = asked;
  const response = await fetch(path.startsWith("http") ? path : `${api()}${path}`, {
    method,
    redirect: "manual",
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
      ...(method === "POST" && key !== null && { "idempotency-key": key ?? randomUUID() }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = response.headers.get("content-type")?.includes("json");
  return { status: response.status, headers: response.headers, body: json && text ? JSON.parse(text) : text };
}

export type Person = Awaited<ReturnType<typeof signIn>>;

/** A person with a token of the local issuer. */
export async function signIn(name: string) {
  const given = await request("POST", "/local/tokens", undefined, {
    body: { name: `${name}-${randomUUID().slice(0, 8)}` },
  });
  const { userId, token } = given.body as { userId: string; token: string };
  return {
    userId,
    token,
    /** As a program that uses the typed client; what follows is for looking at answers themselves. */
    api: client({ url: api(), token }),
    get: (path: string) => request("GET", path, token),
    post: (path: string, body?: unknown, key?: string | null, headers?: Record<string, string>) =>
      request("POST", path, token, { body, ...(key !== undefined && { key }), ...(headers && { headers }) }),
    delete: (path: string) => request("DELETE", path, token),
  };
}

/** A company with a published activity; sessions start tomorrow unless asked otherwise. */
export async function openCompany() {
  const [owner, ada, boris] = (await Promise.all(["owner", "ada", "boris"].map(signIn))) as [
    Person,
    Person,
    Person,
  ];
  const slug = `j-${randomUUID().slice(0, 13)}`;
  const { companyId } = await owner.api.company.open({
    name: "Kayak Tours",
    slug,
    timeZone: "Europe/Kyiv",
    currency: "UAH",
    locale: "uk-UA",
  });
  const home = `/v1/companies/${companyId}`;
  const { activityId } = await owner.api.activity.draft({
    companyId,
    name: "Dnipro at dawn",
    description: "Two hours on the water",
    durationMinutes: 120,
    capacity: 8,
    price: { amount: 58_055, currency: "UAH" },
  });
  await owner.api.activity.publish({ companyId, activityId });
  const session = async (capacity = 8): Promise<string> => {
    const startsAt = new Date(Date.now() + 26 * 3600_000).toISOString();
    const { sessionId } = await owner.api.session.schedule({ companyId, activityId, startsAt, capacity });
    return sessionId;
  };
  const hold = (who: Person, sessionId: string, spots = 1, key?: string) =>
    who.post(`${home}/sessions/${sessionId}/holds`, { spots }, key);
  const book = (who: Person, holdId: string, key?: string) =>
    who.post(
      `${home}/bookings`,
      { holdId, payment: { gateway: "sandbox", returnUrl: `${api()}/v1/health` } },
      key,
    );
  /** Held, booked and waiting for the payer. */
  const booked = async (who: Person, sessionId: string) => {
    const held = await hold(who, sessionId);
    return (await book(who, held.body.holdId)).body;
  };
  return {
    owner,
    ada,
    boris,
    companyId,
    home,
    slug,
    activityId,
    session,
    hold,
    book,
    booked,
  };
}

/** What the payer does on the gateway's page. */
export const payer = async (checkoutUrl: string, fields: Record<string, string>): Promise<Answer> => {
  const response = await fetch(checkoutUrl, {
    method: "POST",
    redirect: "manual",
    body: new URLSearchParams(fields),
  });
  return { status: response.status, headers: response.headers, body: await response.text() };
};

/** Until every change is told, every event has had its consequences, and nothing is being tried again. */
export async function settled(): Promise<void> {
  const { status, body } = await request("GET", "/local/idle?timeoutMs=60000", undefined);
  if (status !== 200) throw new Error(`The system does not come to rest: ${JSON.stringify(body)}`);
}

export const timer = (name: string): Promise<Answer> =>
  request("POST", `/local/timers/${name}`, undefined, { key: null });
