import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import type { Queues } from "../delivery/queues.ts";
import type { Schedules } from "../delivery/schedules.ts";
import type { Timers } from "../delivery/timers.ts";
import { FunctionFailure } from "../functions/function-failure.ts";
import type { Functions } from "../functions/functions.ts";
import { personNamed, type Issuer, type Person } from "./issuer.ts";
import type { SignIn, Told as Said } from "./sign-in.ts";

/** `/local/*`: what exists on this machine only, beside the API. */
export interface LocalThings {
  readonly issuer: Issuer;
  readonly signIn: SignIn;
  readonly queues: Queues;
  readonly schedules: Schedules;
  readonly timers: Timers;
  readonly functions: Functions;
  readonly idle: (timeoutMs: number) => Promise<boolean>;
  readonly demo: () => Promise<unknown>;
}

interface Told {
  readonly status: number;
  readonly body: unknown;
}
type Answer = Told | Said;
type Handle = (things: LocalThings, request: IncomingMessage, url: URL) => Promise<Answer> | Answer;

const routes: readonly (readonly [method: string, path: RegExp, handle: Handle])[] = [
  ["GET", /^\/local\/issuer\/\.well-known\/openid-configuration$/, ({ issuer }) => ok(issuer.discovery)],
  ["GET", /^\/local\/issuer\/\.well-known\/jwks\.json$/, ({ issuer }) => ok(issuer.keys)],
  ["GET", /^\/local\/issuer\/authorize$/, ({ signIn }, _, url) => signIn.ask(url.searchParams)],
  [
    "POST",
    /^\/local\/issuer\/authorize$/,
    async ({ signIn }, request, url) => signIn.choose(url.searchParams, await formOf(request)),
  ],
  ["POST", /^\/local\/issuer\/token$/, async ({ signIn }, request) => signIn.exchange(await formOf(request))],
  ["GET", /^\/local\/issuer\/logout$/, ({ signIn }, _, url) => signIn.leave(url.searchParams)],
  ["POST", /^\/local\/tokens$/, giveToken],
  ["GET", /^\/local\/queues$/, ({ queues }) => ok(queues.list())],
  [
    "GET",
    /^\/local\/schedules$/,
    ({ schedules, timers }) => ok({ timers: timers.names, schedules: schedules.list() }),
  ],
  ["GET", /^\/local\/idle$/, awaitIdle],
  ["POST", /^\/local\/timers\/[^/]+$/, fireTimer],
  ["GET", /^\/local\/demo$/, async ({ demo }) => ok(await demo())],
];

const formOf = async (request: IncomingMessage) => new URLSearchParams(await text(request));
const ok = (body: unknown): Told => ({ status: 200, body });
const told = (status: number, message: string): Told => ({ status, body: { message } });

/** True when the request was for here. */
export function serveLocal(things: LocalThings, request: IncomingMessage, response: ServerResponse): boolean {
  if (!request.url?.startsWith("/local/")) return false;
  answer(things, request).then(
    (answered) => {
      if ("headers" in answered)
        return response.writeHead(answered.status, answered.headers).end(answered.text);
      return response
        .writeHead(answered.status, { "content-type": "application/json" })
        .end(JSON.stringify(answered.body));
    },
    (error: unknown) =>
      response
        .writeHead(500, { "content-type": "application/json" })
        .end(JSON.stringify({ message: String(error) })),
  );
  return true;
}

async function answer(things: LocalThings, request: IncomingMessage): Promise<Answer> {
  const url = new URL(request.url ?? "/", "http://local");
  const route = routes.find(([method, path]) => method === request.method && path.test(url.pathname));
  return route ? route[2](things, request, url) : told(404, "Not Found");
}

async function giveToken({ issuer }: LocalThings, request: IncomingMessage): Promise<Told> {
  let given: Partial<Person>;
  try {
    given = JSON.parse(await text(request)) as Partial<Person>;
  } catch {
    return told(400, "The body is not JSON.");
  }
  const { userId, name } = given;
  if (typeof userId !== "string" && typeof name !== "string") return told(400, "Give a userId or a name.");
  const person = { ...(typeof name === "string" && personNamed(name)), ...given } as Person;
  return ok({ userId: person.userId, token: await issuer.token(person) });
}

async function awaitIdle({ idle }: LocalThings, _request: IncomingMessage, url: URL): Promise<Told> {
  const idleNow = await idle(Number(url.searchParams.get("timeoutMs") ?? 10_000));
  return { status: idleNow ? 200 : 503, body: { idle: idleNow } };
}

async function fireTimer(
  { timers, functions }: LocalThings,
  _request: IncomingMessage,
  url: URL,
): Promise<Told> {
  const name = decodeURIComponent(url.pathname.slice("/local/timers/".length));
  const timer = timers.find(name);
  if (!timer) return told(404, `There is no timer ${name}; there are ${timers.names.join(", ")}.`);
  try {
    return ok({
      result: JSON.parse(await functions.invoke(timer.functionName, timer.payload(new Date()))) as unknown,
    });
  } catch (error) {
    return {
      status: 502,
      body: error instanceof FunctionFailure ? error.payload : { message: String(error) },
    };
  }
}
