/**
 * A shop's request: signed with the shop's own key over the raw body, or over the path where there is none, so that
 * nobody else can open its checkouts or give its money back. There is no time in it: all requests may be repeated.
 */
import * as z from "zod";
import * as Key from "../../domain/key.ts";
import { bytesOf, Refusal, type Request } from "./answer.ts";

export const Id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, "must be an id");
const Claimed = z.object({ merchantId: Id });

export const keyOf = (merchantId: string): Promise<Buffer> => Key.keyFor(`sandbox/${merchantId}`);

export async function signedBody<S extends z.ZodType>(request: Request, shape: S): Promise<z.output<S>> {
  const raw = bytesOf(request);
  const body = parse(raw.toString());
  await check(request, Claimed.safeParse(body).data?.merchantId, raw);
  return understood(shape, body);
}

export async function signedPath<S extends z.ZodType>(request: Request, shape: S): Promise<z.output<S>> {
  const { rawPath, rawQueryString, pathParameters, queryStringParameters } = request;
  await check(request, queryStringParameters?.merchantId, Buffer.from(`${rawPath}?${rawQueryString}`));
  return understood(shape, { ...queryStringParameters, ...pathParameters });
}

async function check(request: Request, claimed: string | undefined, signed: Uint8Array): Promise<void> {
  const merchantId = Id.safeParse(claimed).data;
  const signature = request.headers["x-sandbox-signature"] ?? "";
  if (merchantId && Key.verify(await keyOf(merchantId), signed, signature)) return;
  throw new Refusal(401, "signature_invalid", "The signature is not this merchant's.");
}

function understood<S extends z.ZodType>(shape: S, given: unknown): z.output<S> {
  const parsed = shape.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new Refusal(400, "request_invalid", z.prettifyError(parsed.error));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
