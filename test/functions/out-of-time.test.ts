import type { Context } from "aws-lambda";
import { expect, it } from "vitest";
import * as z from "zod";
import { verb } from "../../domain/verb.ts";
import { http } from "../../functions/http.ts";

const wait = verb({
  name: "test.wait",
  may: ["public"],
  input: z.strictObject({}),
  output: z.void(),
  run: () => new Promise<void>(() => {}),
});

it("API-1 a request that runs out of time is answered 503 with Retry-After, not as a bug", async () => {
  const event = {
    routeKey: "GET /v1/wait",
    rawPath: "/v1/wait",
    rawQueryString: "",
    headers: {},
    isBase64Encoded: false,
    requestContext: {
      requestId: "r1",
      http: { method: "GET", path: "/v1/wait", sourceIp: "192.0.2.1", userAgent: "t" },
    },
  };
  const context = { getRemainingTimeInMillis: () => 50 } as Context;
  const answer = await http({ "GET /v1/wait": wait })(event as never, context);
  expect(answer).toMatchObject({ statusCode: 503, headers: { "retry-after": "1" } });
  expect(JSON.parse(String(answer.body))).toMatchObject({ code: "request.timed_out" });
});
