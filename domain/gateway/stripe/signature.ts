/**
 * `Stripe-Signature: t=<unix>,v1=<hex>[,v1=<hex>…]`: an HMAC-SHA256 of `<t>.<raw body>` with the endpoint's secret. While
 * a secret is being replaced there is one v1 for each; signatures of other schemes prove nothing.
 *
 * Stripe signs every attempt anew, so that a retry of days later is as young as the first: five minutes either way are
 * enough for clocks that differ, and nothing older is a late delivery.
 */
import * as Clock from "../../clock.ts";
import * as Key from "../../key.ts";

const TOLERANCE_SECONDS = 300;

export function isGenuine(header: string | undefined, rawBody: Uint8Array, secret: string): boolean {
  const { time, signatures } = read(header ?? "");
  if (time === undefined) return false;
  if (Math.abs(Clock.millis() / 1000 - Number(time)) > TOLERANCE_SECONDS) return false;
  const signed = Buffer.concat([Buffer.from(`${time}.`), rawBody]);
  return signatures.some((signature) => Key.verify(Buffer.from(secret), signed, signature));
}

/** More times than one are none: which of them was signed would be ours to guess. */
function read(header: string): { time: string | undefined; signatures: string[] } {
  const parts = header.split(",").map((part) => part.split("="));
  const valuesOf = (name: string, shape: RegExp): string[] =>
    parts.flatMap(([key, value = "", ...rest]) =>
      key === name && rest.length === 0 && shape.test(value) ? [value] : [],
    );
  const times = valuesOf("t", /^\d{1,12}$/);
  return {
    time: times.length === 1 ? times[0] : undefined,
    // Nobody has more secrets at once; a header of thousands is work for us, and for nothing.
    signatures: valuesOf("v1", /^[0-9a-f]{64}$/).slice(0, 8),
  };
}
