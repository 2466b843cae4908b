/**
 * How the facts of an audit row are kept: deflated, because a write costs by the kilobyte and only people read them.
 * A short text hardly repeats itself, so it is packed against a dictionary: the words that rows have in common, and what
 * this row says beside its packed part (its company, its subject, its id).
 */
import { deflateRawSync, inflateRawSync } from "node:zlib";

/** Part of what is stored: were a letter of it changed, no row could be read any more. The commonest words come last. */
const WORDS = [
  "(Windows NT 10.0; Win64; x64) Macintosh; Intel Mac OS X 10_15_7) (iPhone; CPU iPhone OS 18_5) Gecko/20100101 Firefox/",
  "(X11; Linux x86_64) (Linux; Android 10; K) Version/18.5 Mobile/15E148 Safari/604.1 Chrome/140.0.0.0 Safari/537.36",
  "https://USDEURUAHliqpaymonobankstripesandboxsystempublicplatformownermanagercoachadmin",
  "ACTIVECREATEDPENDINGSUCCEEDEDFAILEDRECEIVEDAPPLIEDCONFIRMEDCANCELLEDAWAITING_GATEWAYPAY_NOW",
  "WALLET#PASS#REFUND#ref_NOTIFICATIONS#ntf_JOURNAL#capture#CALLBACK#cbk_PAYMENT#pay_POOL#SESSION#ses_BOOKING#bkg_",
  '"booked":"remaining":"holds.hold_"seq":"available":"name":"email":"facts":"lines":[{"account":"description":"returnUrl":"',
  '"checkoutUrl":"externalId":"gateway":"paymentMethod":"paymentStatus":"expiresAt":"startsAt":"endsAt":"createdAt":"',
  '"paymentId":"activityId":"act_"activityName":"customerId":"cus_"sessionId":"bookingId":"companyId":"cmp_"spots":{"status":',
  '"price":{"after":{"amount":,"currency":"userAgent":"ip":"command":"booking.payment.hold.session.reason":"data":{"diff":{"',
  '"hashAfter":"hashBefore":"itemSk":"itemPk":"/entityId":"requestId":"by":{"kind":"customer","userId":"usr_"role":"staff"},"',
  '":{"after":"},"at":"2026-":{"before":"',
].join("");

export const pack = (facts: unknown, beside: string): Uint8Array =>
  deflateRawSync(JSON.stringify(facts), { dictionary: Buffer.from(WORDS + beside), level: 9 });

/** Throws if these are not the bytes that were packed beside this. */
export const unpack = (packed: Uint8Array, beside: string): unknown =>
  JSON.parse(inflateRawSync(packed, { dictionary: Buffer.from(WORDS + beside) }).toString());
