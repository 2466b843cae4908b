/** A company that takes money through a gateway's twin: hosted page, adapter, webhook, inbox and engine as they are. */
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { book } from "../../../domain/booking/book.ts";
import * as Row from "../../../domain/booking/row.ts";
import * as Gateway from "../../../domain/gateway/gateway.ts";
import * as Settings from "../../../domain/gateway/settings.ts";
import { CompanyId, fresh, type SessionId } from "../../../domain/id.ts";
import * as Metric from "../../../domain/metric.ts";
import type { Money } from "../../../domain/money.ts";
import * as Payment from "../../../domain/payment/payment.ts";
import { webhook } from "../../../functions/webhook.ts";
import { serve, type Said } from "../../functions/edge.ts";
import * as Twins from "../../twins.ts";
import { as, company, person, rowsOf } from "../../world.ts";

export type Name = "liqpay" | "monobank";

export async function open(name: Name) {
  const twin = await Twins.open(name);
  process.env[`${name.toUpperCase()}_URL`] = twin.url;
  const receive = webhook(name);
  Metric.connect({ count: () => {}, ring: () => {} });
  const api = await serve(async ({ method, path, headers, body }): Promise<Said> => {
    const { statusCode = 500, body: said = "" } = await receive({
      routeKey: `${method} /v1/webhooks/${name}/{companyId}`,
      headers,
      pathParameters: { companyId: path.split("/").at(-1) },
      requestContext: { requestId: fresh("req"), http: { sourceIp: "192.0.2.1", userAgent: "twin" } },
      body: body.toString("base64"),
      isBase64Encoded: true,
    } as unknown as APIGatewayProxyEventV2);
    return { status: statusCode, body: said };
  });
  process.env.API_URL = api.url;
  const world = await company();
  const { companyId, owner } = world;
  const id = fresh("sandbox");
  const credentials =
    name === "liqpay" ? { publicKey: id, privateKey: Twins.privateKeyOf(id), version: 3 } : { token: id };
  await as(owner, () => Settings.put({ companyId, gateway: name, credentials }));
  const control = (order: object) =>
    twin.control({ [name === "liqpay" ? "publicKey" : "token"]: id, ...order });

  /** A place in a session that is booked, and whose payer is at the gateway. */
  const booked = async (sessionId: SessionId) => {
    const payer = person("payer");
    const { holdId } = await world.hold(payer, sessionId);
    const asked = { gateway: name, returnUrl: "https://app.example.test/back" };
    const { bookingId } = await as(payer, () => book({ companyId, holdId, payment: asked }));
    const payment = await Payment.get(companyId, Row.paymentIdOf(bookingId));
    const { externalId = "", checkoutUrl = "" } = payment;
    const at = name === "liqpay" ? { orderId: payment.paymentId } : { invoiceId: externalId };
    const turn = (status: string) => control({ ...at, status });
    /** The gateway knows of the payer, and has told nobody yet. */
    const begin = () => Twins.choose(checkoutUrl, "silent");
    /** Pays something else than was asked, at a checkout that was opened with our own credentials. */
    const pays = async ({ paymentId = payment.paymentId, ...price }: Money & { paymentId?: string }) => {
      const gateway = await Gateway.of(companyId, name);
      const callbackUrl = `${api.url}/v1/webhooks/${name}/${companyId}`;
      const { returnUrl = "" } = payment;
      const order = { ...payment, customerId: "cus_1", returnUrl, callbackUrl, price, paymentId };
      await Twins.choose((await gateway.openCheckout(order)).checkoutUrl, "paid");
    };
    return { ...payment, bookingId, checkoutUrl, payer, at, turn, begin, pays };
  };

  /** What became of a payment, as far as anybody may see it. */
  type Asked = { paymentId: string; bookingId: string; callbacksOf?: string };
  const state = async ({ paymentId, bookingId, callbacksOf = paymentId }: Asked) => {
    const [payment, booking, rows] = await Promise.all([
      Payment.get(companyId, paymentId),
      Row.get(companyId, bookingId),
      rowsOf(companyId),
    ]);
    const callbacks = rows
      .filter((row) => row.__edb_e__ === "callback" && row.paymentId === callbacksOf)
      .map(({ news, status, quarantinedBecause = "" }) => [news, status, quarantinedBecause].join(" "));
    const journals = rows.filter((row) => row.__edb_e__ === "journal" && row.paymentId === paymentId).length;
    return {
      payment: payment.status,
      failedBecause: payment.failedBecause,
      refundable: payment.refundable,
      refunded: payment.refunded,
      booking: booking.status,
      cancelledBecause: booking.cancelledBecause,
      paid: booking.paymentStatus,
      journals,
      callbacks: [...new Set(callbacks)].toSorted(),
    };
  };
  const close = () => Promise.all([twin.close(), api.close()]);
  return {
    ...world,
    companyId: CompanyId.parse(companyId),
    twin,
    control,
    booked,
    state,
    settled: twin.settled,
    close,
  };
}
