/**
 * A company with published activities, as the bench uses it: everything through the functions' own handlers. Who is not
 * us (the sandbox gateway, KMS, the bus) answers from elsewhere. `process.env` says where the table is.
 */
import { randomUUID } from "node:crypto";
import * as Activities from "../../functions/api/activities.ts";
import * as Bookings from "../../functions/api/bookings.ts";
import * as Companies from "../../functions/api/companies.ts";
import * as Holds from "../../functions/api/holds.ts";
import * as Sessions from "../../functions/api/sessions.ts";
import * as Webhook from "../../functions/webhooks/sandbox.ts";
import { newUlid } from "../../domain/id.ts";
import { serve } from "../functions/edge.ts";
import { answerOf, call, eventOf, person, type Person } from "./lambda.ts";

export type House = Awaited<ReturnType<typeof openHouse>>;
type Session = { sessionId: string };
type Hold = { holdId: string };
export type Booking = { bookingId: string; paymentId: string; checkoutUrl: string };
export type Callback = { body: string; headers: Record<string, string> };

const DAY_MS = 86_400_000;

export async function openHouse() {
  const waiting = new Map<string, (callback: Callback) => void>();
  // What the gateway signs and sends is caught here, to be given to the webhook when the bench wants it.
  const inbox = await serve(({ headers, body }) => {
    const { reference } = JSON.parse(body.toString()) as { reference: string };
    const signature = String(headers["x-sandbox-signature"]);
    waiting.get(reference)?.({ body: body.toString(), headers: { "x-sandbox-signature": signature } });
    return { status: 200 };
  });
  process.env.API_URL = inbox.url;

  const owner = person("owner");
  const company = await openCompany(owner);
  const { companyId, path } = company;
  const activityId = await company.activity(40);
  const session = (more: Record<string, unknown> = {}) => company.session({ activityId, ...more });
  const holding = (who: Person, sessionId: string, key: string = randomUUID()) =>
    call<Hold>(Holds.handler, {
      route: "POST /v1/companies/{companyId}/sessions/{sessionId}/holds",
      who,
      path: { companyId, sessionId },
      body: { spots: 1 },
      key,
    });
  const booking = async (who: Person, holdId: string): Promise<Booking> => {
    const { bookingId, payment } = await call<{
      bookingId: string;
      payment: { paymentId: string; checkoutUrl: string };
    }>(Bookings.handler, {
      route: "POST /v1/companies/{companyId}/bookings",
      who,
      path,
      body: { holdId, payment: { gateway: "sandbox", returnUrl: "https://booking.example.com/thanks" } },
    });
    return { bookingId, ...payment };
  };
  /** Pays on the gateway's page; what the gateway then tells us is ours to deliver. */
  const pay = async ({ paymentId, checkoutUrl }: Booking): Promise<Callback> => {
    const { promise, resolve } = Promise.withResolvers<Callback>();
    waiting.set(paymentId, resolve);
    const body = new URLSearchParams({ outcome: "paid" });
    await fetch(checkoutUrl, { method: "POST", body, redirect: "manual" });
    return promise;
  };
  const confirm = async ({ body, headers }: Callback) => {
    const asked = { route: Webhook.route, path, body, headers: { ...headers, "user-agent": "sandbox" } };
    answerOf(await Webhook.handler(eventOf(asked) as never), asked.route);
  };
  const confirmed = async (who: Person, sessionId: string): Promise<Booking> => {
    const { holdId } = await holding(who, sessionId);
    const booked = await booking(who, holdId);
    await confirm(await pay(booked));
    return booked;
  };
  const close = () => inbox.close();
  return {
    ...company,
    owner,
    activityId,
    session,
    holding,
    booking,
    pay,
    confirm,
    confirmed,
    close,
  };
}

/** A company with nothing to offer yet. */
export async function openCompany(owner: Person) {
  const slug = `c-${newUlid().toLowerCase()}`;
  const { companyId } = await call<{ companyId: string }>(Companies.handler, {
    route: "POST /v1/companies",
    who: owner,
    body: {
      name: "Lviv Climbing",
      slug,
      timeZone: "Europe/Kyiv",
      currency: "UAH",
      locale: "uk-UA",
    },
  });
  const path = { companyId };
  const activity = async (capacity: number, more: object = {}) => {
    const { activityId } = await call<{ activityId: string }>(Activities.handler, {
      route: "POST /v1/companies/{companyId}/activities",
      who: owner,
      path,
      body: {
        name: "Bouldering for beginners",
        durationMinutes: 60,
        capacity,
        price: { amount: 45_000, currency: "UAH" },
        ...more,
      },
    });
    await call(Activities.handler, {
      route: "POST /v1/companies/{companyId}/activities/{activityId}/publication",
      who: owner,
      path: { companyId, activityId },
    });
    return activityId;
  };
  const session = (more: Record<string, unknown>) =>
    call<Session>(Sessions.handler, {
      route: "POST /v1/companies/{companyId}/sessions",
      who: owner,
      path,
      body: { startsAt: new Date(Date.now() + 7 * DAY_MS).toISOString(), ...more },
    });
  return { companyId, slug, path, activity, session };
}
