/** Before any test file is read: where the table is, and the neighbours at the company's edge. */
import { randomUUID } from "node:crypto";
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { afterAll, inject } from "vitest";
import { aws, serve, useAws } from "./functions/edge.ts";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const engine = new DynamoDBClient({ endpoint: inject("engine"), region: "us-east-1", credentials });
/** A table for each file: what is proved by reading all of it must not read what other files left. */
const TableName = `holdfast-${randomUUID()}`;
await engine.send(new CreateTableCommand({ ...inject("table"), TableName }));

Object.assign(process.env, {
  AWS_ENDPOINT_URL_DYNAMODB: inject("engine"),
  TABLE_NAME: TableName,
  SANDBOX_TABLE: "sandbox",
  API_URL: "http://api.test",
  POWERTOOLS_DEV: "false",
  LOG_LEVEL: "SILENT",
  // All tests of the edge come from one address.
  LIMIT_PUBLIC: "1000000",
  LIMIT_USER: "1000000",
  LIMIT_ADMIN: "1000000",
});

const neighbour = await aws();
useAws(neighbour.url);

// The sandbox gateway's own code behind a real socket: the adapter talks HTTP to it as it always does.
const gateway = await serve(async ({ method, path, headers, body }) => {
  const { handler, routes } = await import("../functions/sandbox/gateway.ts");
  const [rawPath = "/", rawQueryString = ""] = path.split("?");
  const found = Object.keys(routes).flatMap((routeKey) => {
    const [verb, pattern = ""] = routeKey.split(" ");
    const match = new RegExp(`^${pattern.replaceAll(/\{(\w+)\}/g, "(?<$1>[^/]+)")}$`).exec(rawPath);
    return verb === method && match ? [{ routeKey, pathParameters: { ...match.groups } }] : [];
  })[0];
  const said = await handler({
    routeKey: found?.routeKey ?? "$default",
    rawPath,
    rawQueryString,
    queryStringParameters: Object.fromEntries(new URLSearchParams(rawQueryString)),
    pathParameters: found?.pathParameters ?? {},
    headers: headers as Record<string, string>,
    body: body.toString("base64"),
    isBase64Encoded: true,
    requestContext: { domainName: "127.0.0.1", requestId: "test", http: { method, path: rawPath } },
  } as unknown as Parameters<typeof handler>[0]);
  const { statusCode, ...rest } = said as {
    statusCode: number;
    headers?: Record<string, string>;
    body?: string;
  };
  return { status: statusCode, ...rest };
});
process.env.SANDBOX_URL = gateway.url;
process.env.SANDBOX_PUBLIC_URL = gateway.url;

afterAll(async () => {
  await neighbour.close();
  await gateway.close();
  await engine.send(new DeleteTableCommand({ TableName }));
  engine.destroy();
});
