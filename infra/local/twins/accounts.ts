import { privateKeyOf } from "./liqpay.ts";

/** What a shop is issued at each twin; at Stripe's, its endpoint is made on the way, as in the dashboard. */
export async function openAccounts(
  addresses: Readonly<Record<string, string>>,
  { companyId, apiUrl }: { companyId: string; apiUrl: string },
): Promise<Readonly<Record<"liqpay" | "monobank" | "stripe", Readonly<Record<string, string>>>>> {
  const name = companyId.replaceAll(/\W/g, "");
  const secretKey = `sk_test_${name}`;
  const url = `${apiUrl}/v1/webhooks/stripe/${companyId}`;
  return {
    liqpay: { publicKey: `sandbox_${name}`, privateKey: privateKeyOf(`sandbox_${name}`) },
    monobank: { token: `u_${name}` },
    stripe: { secretKey, webhookSecret: await endpointAt(`${addresses["STRIPE_URL"]}`, secretKey, url) },
  };
}

async function endpointAt(address: string, secretKey: string, url: string): Promise<string> {
  const body = new URLSearchParams({ url, "enabled_events[]": "*" });
  const headers = { authorization: `Bearer ${secretKey}` };
  const answer = await fetch(`${address}/v1/webhook_endpoints`, { method: "POST", headers, body });
  if (!answer.ok) throw new Error(`Stripe's twin made no endpoint: ${answer.status} ${await answer.text()}`);
  const { secret } = (await answer.json()) as { secret: string };
  return secret;
}
