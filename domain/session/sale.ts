/**
 * The sale of a session, as staff open and close it (SCH-5): apart from its status and from its seats. Bookings that are
 * already there stay as they are.
 */
import * as z from "zod";
import * as Activity from "../activity/activity.ts";
import * as Clock from "../clock.ts";
import { change, commit } from "../commit.ts";
import { conflict } from "../error.ts";
import * as Events from "../events.ts";
import { CompanyId, SessionId } from "../id.ts";
import * as Handover from "../seat/handover.ts";
import * as Pool from "../seat/pool.ts";
import { verb } from "../verb.ts";
import * as Session from "./session.ts";

const input = z.strictObject({ companyId: CompanyId, sessionId: SessionId });

export const close = verb({
  name: "session.close_sale",
  may: Activity.EDITORS,
  idempotency: "accepted",
  input,
  output: Session.Shown,
  async run({ companyId, sessionId }) {
    const { session, version, free } = await look(companyId, sessionId);
    if (session.saleClosedAt) throw already("closed");
    const closed = { saleClosedAt: Clock.iso() };
    const write = Session.Sessions.patch({ companyId, sessionId })
      .set(closed)
      .where((a, o) => o.eq(a.version, version));
    return commit(
      [change(Events.SaleClosed(), write, Session.onSale), ...Pool.closings(companyId, sessionId)],
      Session.seen({ ...session, ...closed, version: version + 1 }, free),
    );
  },
});

export const reopen = verb({
  name: "session.reopen_sale",
  may: Activity.EDITORS,
  idempotency: "accepted",
  input,
  output: Session.Shown,
  async run({ companyId, sessionId }) {
    const { session, version, free } = await look(companyId, sessionId);
    if (!session.saleClosedAt) throw already("open");
    const { saleClosedAt: _, ...reopened } = session;
    const write = Session.Sessions.patch({ companyId, sessionId })
      .remove(["saleClosedAt"])
      .where((a, o) => o.eq(a.version, version));
    return commit(
      [
        change(Events.SaleReopened(), write, Session.onSale),
        ...(await Handover.reopenings({ companyId, sessionId })),
      ],
      Session.seen({ ...reopened, version: version + 1 }, free),
    );
  },
});

async function look(companyId: string, sessionId: string) {
  const [session, free] = await Promise.all([
    Session.get(companyId, sessionId),
    Pool.forSale(companyId, sessionId),
  ]);
  Session.mustBeOn(session);
  if (session.legacy) throw noLongerScheduled();
  return { session, version: session.version ?? 0, free };
}

const noLongerScheduled = () =>
  conflict("session.legacy", "The schedule has this session no more; it is only for those who booked it.");

const already = (state: "closed" | "open") =>
  conflict("session.sale_already", `The sale of this session is already ${state}.`, {
    sale: state.toUpperCase(),
  });
