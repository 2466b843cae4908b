/**
 * What a gateway's server answers, as text: whoever asked reads it. One that says nothing of what was asked (no connection,
 * too slow, 5xx, too many requests, a redirect, a body of another shape) is a GatewayUnreachable: it will be asked again.
 */
import type * as z from "zod";
import { unprocessable } from "../error.ts";
import type { Name } from "./name.ts";
import { GatewayUnreachable } from "./unreachable.ts";

const PATIENCE_MS = 5000;

export type Answer = { readonly status: number; readonly text: string };
type Question = { method: "GET" | "POST"; headers: Record<string, string>; body?: string };

export async function to(gateway: Name, url: string, { method, headers, body }: Question): Promise<Answer> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const answer = await fetch(url, { method, headers, body: body ?? null, signal, redirect: "error" })
    .then(async (response) => ({ status: response.status, text: await response.text() }))
    .catch((error: unknown) => {
      throw new GatewayUnreachable(gateway, "the connection failed", error);
    });
  if (answer.status >= 500 || answer.status === 429) {
    throw new GatewayUnreachable(gateway, `status ${answer.status}`);
  }
  return answer;
}

export function understood<S extends z.ZodType>(gateway: Name, shape: S, body: unknown): z.output<S> {
  const parsed = shape.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new GatewayUnreachable(gateway, "its body is not one of its answers");
}

/** A gateway's code for why, fit for a history that people read; its sentences stay where they are. */
export const word = (code: string | undefined): { reason?: string } =>
  code !== undefined && /^[\w.-]{1,60}$/.test(code) ? { reason: code.toLowerCase() } : {};

/** A payment that this gateway will never take. */
export const refused = (reason: string) =>
  unprocessable("gateway.refused", "The payment gateway does not accept this payment.", { reason });
