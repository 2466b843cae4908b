/** The twins of the real gateways behind sockets of their own, and what a payer, a shop and a tester do with them. */
import * as Clock from "../domain/clock.ts";
import * as Liqpay from "../infra/local/twins/liqpay.ts";
import * as Monobank from "../infra/local/twins/monobank.ts";
import type { Twin } from "../infra/local/twins/twin.ts";
import { serve, type Call } from "./functions/edge.ts";

export { privateKeyOf } from "../infra/local/twins/liqpay.ts";

const twins = { liqpay: Liqpay.twin, monobank: Monobank.twin } as const;

export async function open(name: keyof typeof twins) {
  const twin: Twin = twins[name]({ now: Clock.millis });
  const server = await serve(async ({ method, path, headers, body }) => {
    const { pathname, searchParams } = new URL(path, "http://twin");
    const asked = { method, path: pathname, query: searchParams, body, origin: server.url };
    return { ...(await twin.handle({ ...asked, headers: headers as Record<string, string> })) };
  });
  const control = async (order: object): Promise<unknown> => {
    const answer = await fetch(`${server.url}/control`, { method: "POST", body: JSON.stringify(order) });
    if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`);
    return answer.json();
  };
  return { ...server, control, settled: () => twin.settled() };
}

/** What the payer's browser does with the hosted page: reads its form, and sends it with one of the buttons. */
export async function choose(checkoutUrl: string, outcome: string): Promise<Response> {
  const page = await (await fetch(checkoutUrl)).text();
  const action = / action="([^"]*)"/.exec(page)?.[1] ?? "";
  const hidden = [...page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)">/g)].map(
    ([, name = "", value = ""]): [string, string] => [name, value],
  );
  const body = new URLSearchParams([...hidden, ["outcome", outcome]]);
  return fetch(new URL(action, checkoutUrl), { method: "POST", body, redirect: "manual" });
}

/** A shop's ear: every call as it came. */
export async function listen(says: () => number = () => 200) {
  const heard: Call[] = [];
  const server = await serve((call) => {
    heard.push(call);
    return { status: says() };
  });
  return { ...server, heard };
}
