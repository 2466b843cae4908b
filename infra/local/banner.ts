import { apiAs } from "./demo-api.ts";
import type { Demo } from "./demo.ts";
import type { LocalRun } from "./run.ts";

/** What a newcomer needs first: where it is, who they can be, and a booking to paste. */
export async function banner({ url }: LocalRun, demo: unknown): Promise<string> {
  const { company, people, sessions } = demo as Demo;
  const { items } = (await apiAs(url, people.ada.token).read("/v1/me/bookings")) as {
    items: { sessionId: string }[];
  };
  const booked = new Set(items.map(({ sessionId }) => sessionId));
  // A customer books a session once, and the commands should work again after a restart.
  const session = sessions.find(
    ({ sessionId, startsAt, capacity }) =>
      Date.parse(String(startsAt)) > Date.now() && Number(capacity) > 1 && !booked.has(String(sessionId)),
  );
  const tokens = Object.entries(people).map(([name, { token }]) => `  ${name.padEnd(6)} ${token}`);
  return `
Holdfast is running at ${url}   (Ctrl-C stops it, --fresh begins anew)

Booking page ${url}/book/${company.slug} · staff console ${url}/console (sign in as Owner or Coach)

Company ${company.slug} (${company.companyId}). Tokens:
${tokens.join("\n")}

Hold a seat as Ada, book it, pay on the sandbox gateway's page, and see what came of it:

${commands(url, company.companyId, String(session?.["sessionId"]), people.ada.token)}

Elsewhere: ${url}/local/demo (all of this as JSON) · ${url}/local/queues (what failed for good) ·
curl -X POST ${url}/local/tokens -d '{"name":"eve"}' (a token for anybody)
`;
}

/** Fields are taken out of the answers with node, which is here for certain. */
function commands(url: string, companyId: string, sessionId: string, token: string): string {
  return `  API=${url}/v1; COMPANY=$API/companies/${companyId}; SESSION=${sessionId}
  AUTH='Authorization: Bearer ${token}'; JSON='Content-Type: application/json'
  field() { node -pe "JSON.parse(require('fs').readFileSync(0, 'utf8')).$1"; }

  HOLD=$(curl -s $COMPANY/sessions/$SESSION/holds -H "$AUTH" -H "$JSON" -H "Idempotency-Key: hold-$RANDOM$RANDOM" -d '{"spots":1}' | field holdId); echo $HOLD
  BOOKED=$(curl -s $COMPANY/bookings -H "$AUTH" -H "$JSON" -H "Idempotency-Key: book-$HOLD" -d '{"holdId":"'$HOLD'","payment":{"gateway":"sandbox","returnUrl":"'$API'/health"}}'); echo $BOOKED
  BOOKING=$(echo $BOOKED | field bookingId); CHECKOUT=$(echo $BOOKED | field payment.checkoutUrl)
  curl -s -o /dev/null -w '%{http_code}\\n' "$CHECKOUT" -d outcome=paid; curl -s -o /dev/null ${url}/local/idle
  curl -s $COMPANY/bookings/$BOOKING -H "$AUTH"; echo
  curl -s $API/me/notifications -H "$AUTH"; echo
  curl -s $COMPANY/bookings/$BOOKING/history -H "$AUTH"; echo`;
}
