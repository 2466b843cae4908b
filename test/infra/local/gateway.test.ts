import { describe, expect, test } from "vitest";
import { routeTable } from "../../../infra/local/http/routes.ts";
import { httpApi, lambda, stage } from "./stage.ts";

const echo = `export const handler = async (event, context) => {
  if (event.rawPath === "/crash") process.exit(1);
  if (event.rawPath === "/throw") throw new TypeError("no");
  if (event.rawPath === "/plain") return { hello: "there" };
  if (event.rawPath === "/slow") await new Promise(() => {});
  return { statusCode: 201, headers: { "Content-Type": "application/json" }, cookies: ["a=1", "b=2"],
    body: JSON.stringify({ event, environment: process.env, remaining: context.getRemainingTimeInMillis(), name: context.functionName }) };
};`;
interface Echoed {
  readonly event: Record<string, unknown> & { headers: Record<string, string>; body: string };
  readonly environment: Record<string, string>;
  readonly name: string;
  readonly remaining: number;
}

const echoing = () =>
  stage({
    resources: {
      ...lambda("Echo", { Timeout: 1, Environment: { Variables: { GREETING: "hello" } } }),
      ...httpApi(
        { "ANY /{proxy+}": "Echo", "GET /things/{thingId}": "Echo" },
        { CorsConfiguration: { AllowOrigins: ["https://shop.test"], AllowMethods: ["GET"] } },
      ),
    },
    code: { Echo: echo },
  });

test("a handler sees payload 2.0: text as text, forms as base64, repeats joined, cookies apart", async () => {
  const run = await echoing().start();
  const answer = await fetch(`${run.url}/things/a%2Fb?x=1&x=2&y=%C3%A9`, {
    headers: { "X-Thing": "One", cookie: "c=3; d=4", "user-agent": "test" },
  });
  expect(answer.status).toBe(201);
  expect(answer.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  const { event, name, remaining } = (await answer.json()) as Echoed;
  expect(name).toBe("Echo");
  expect(remaining).toBeGreaterThan(500);
  expect(event).toMatchObject({
    version: "2.0",
    routeKey: "GET /things/{thingId}",
    rawPath: "/things/a/b",
    rawQueryString: "x=1&x=2&y=%C3%A9",
    queryStringParameters: { x: "1,2", y: "é" },
    pathParameters: { thingId: "a/b" },
    cookies: ["c=3", "d=4"],
    isBase64Encoded: false,
    requestContext: {
      http: {
        method: "GET",
        path: "/things/a/b",
        protocol: "HTTP/1.1",
        sourceIp: "127.0.0.1",
        userAgent: "test",
      },
      stage: "$default",
      requestId: answer.headers.get("apigw-requestid"),
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
    },
  });
  expect(event.headers["x-thing"]).toBe("One");
  expect(event.headers["cookie"]).toBeUndefined();

  const form = await fetch(`${run.url}/form`, {
    method: "POST",
    body: new URLSearchParams({ outcome: "paid" }),
  });
  const formEvent = ((await form.json()) as Echoed).event;
  expect([formEvent["isBase64Encoded"], atob(formEvent.body)]).toEqual([true, "outcome=paid"]);
  const json = await fetch(`${run.url}/json`, {
    method: "POST",
    body: "{}",
    headers: { "content-type": "application/json" },
  });
  expect(((await json.json()) as Echoed).event).toMatchObject({
    body: "{}",
    isBase64Encoded: false,
  });
});

test("a function has its own environment and nothing of ours", async () => {
  const run = await echoing().start();
  const { environment } = (await (await fetch(`${run.url}/x`)).json()) as Echoed;
  expect(environment).toMatchObject({
    GREETING: "hello",
    AWS_ACCESS_KEY_ID: "Echo",
    AWS_ENDPOINT_URL: run.endpointUrl,
  });
  expect(environment["PATH"]).toBeUndefined();
});

test("what a function does wrong is a 500 and does no harm to the next request", async () => {
  const run = await echoing().start();
  for (const path of ["/throw", "/crash", "/slow"]) {
    const answer = await fetch(run.url + path);
    expect([path, answer.status, await answer.json()]).toEqual([
      path,
      500,
      { message: "Internal Server Error" },
    ]);
    expect((await fetch(`${run.url}/fine`)).status).toBe(201);
  }
  const inferred = await fetch(`${run.url}/plain`);
  expect([inferred.status, await inferred.json()]).toEqual([200, { hello: "there" }]);
});

test("no route is a 404, more than 10 MB a 413, a bad escape a 400", async () => {
  const run = await stage({
    resources: { ...lambda("Echo"), ...httpApi({ "POST /things": "Echo" }) },
    code: { Echo: echo },
  }).start();
  expect((await fetch(`${run.url}/things`)).status).toBe(404);
  expect(
    (await fetch(`${run.url}/things`, { method: "POST", body: new Uint8Array(10 * 1024 * 1024 + 1) })).status,
  ).toBe(413);
  expect((await fetch(`${run.url}/%E0%A4%A`, { method: "POST" })).status).toBe(400);
});

test("the API answers preflights itself, for allowed origins only", async () => {
  const run = await echoing().start();
  const ask = (origin: string) =>
    fetch(`${run.url}/things/1`, {
      method: "OPTIONS",
      headers: { origin, "access-control-request-method": "GET" },
    });
  const allowed = await ask("https://shop.test");
  expect([allowed.status, allowed.headers.get("access-control-allow-origin")]).toEqual([
    204,
    "https://shop.test",
  ]);
  expect((await ask("https://evil.test")).headers.get("access-control-allow-origin")).toBeNull();
});

test("1,000 requests at once are queued, not refused", async () => {
  const run = await echoing().start();
  const answers = await Promise.all(
    Array.from({ length: 1000 }, () => fetch(`${run.url}/x`).then(({ status }) => status)),
  );
  expect(new Set(answers)).toEqual(new Set([201]));
});

describe("exact beats variable beats greedy beats $default, and a method beats ANY", () => {
  const keys = ["$default", "ANY /{proxy+}", "GET /a/{id}", "ANY /a/{id}", "GET /a/b", "GET /a/{id}/c"];
  const match = routeTable(keys.map((routeKey) => ({ routeKey })));
  test.each([
    ["GET", "/a/b", "GET /a/b"],
    ["GET", "/a/x", "GET /a/{id}"],
    ["POST", "/a/x", "ANY /a/{id}"],
    ["GET", "/a/x/c", "GET /a/{id}/c"],
    ["GET", "/z/y", "ANY /{proxy+}"],
    ["GET", "/", "$default"],
  ])("%s %s takes %s", (method, path, routeKey) => {
    expect(match(method, path)?.route.routeKey).toBe(routeKey);
  });
});
