/** Where people sign in: what the page needs to know of the issuer. Without it everybody is a guest, and the page works. */
import * as Clock from "../../../domain/clock.ts";
import { discovered } from "../../discovery.ts";
import { logger } from "../../log.ts";

export interface SignIn {
  readonly issuer: string;
  readonly client: string;
  readonly authorize: string;
  readonly token: string;
  readonly leave?: string;
}

/** A page is not kept waiting for a sign-in that nobody has asked for, and not at every request. */
const PATIENCE_MS = 1000;
const PAUSE_MS = 30_000;
let silentUntil = 0;

export async function signIn(): Promise<SignIn | undefined> {
  const client = process.env.SIGN_IN_CLIENT;
  if (!client || Clock.millis() < silentUntil) return undefined;
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("The issuer takes too long.")), PATIENCE_MS);
  try {
    const { issuer, authorization_endpoint, token_endpoint, end_session_endpoint } = await Promise.race([
      discovered(),
      late.promise,
    ]);
    if (!authorization_endpoint || !token_endpoint) return undefined;
    const leave = end_session_endpoint && { leave: end_session_endpoint };
    return { issuer, client, authorize: authorization_endpoint, token: token_endpoint, ...leave };
  } catch (error) {
    silentUntil = Clock.millis() + PAUSE_MS;
    logger.warn("sign-in is out of reach", { error });
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
