/** Calendars as people get them and programs fetch them. */
import * as Me from "../../functions/api/me.ts";
import * as Public from "../../functions/api/public.ts";
import { call, eventOf, type Person } from "./lambda.ts";

/** The token in the address. */
export async function subscribed(path: { companyId: string }, who: Person, shows: string): Promise<string> {
  const route = "POST /v1/companies/{companyId}/calendars";
  const { url } = await call<{ url: string }>(Me.handler, { route, who, path, body: { shows } });
  return url.split("/").at(-1)!;
}

export const fetched = (token: string): Promise<unknown> =>
  Public.handler(eventOf({ route: "GET /v1/calendars/{token}", path: { token } }) as never, {} as never);
