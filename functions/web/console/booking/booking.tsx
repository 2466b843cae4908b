/** One booking: its facts, its money, what happened to it, and what staff can do about it. */
import type { BookingInFull } from "../../../client/client.ts";
import { Title } from "../../client/head.tsx";
import { To } from "../../client/move.tsx";
import { asked } from "../../client/problem.ts";
import { useLoad, useReturn } from "../../client/waiting.ts";
import { api } from "../api.ts";
import { useWork, useWords } from "../here.ts";
import { Failed, Loading } from "../parts.tsx";
import { Cancel } from "./cancel.tsx";
import { Cash } from "./cash.tsx";
import { Facts } from "./facts.tsx";
import { History } from "./history.tsx";
import { Money } from "./money.tsx";
import { nameOf } from "./name.ts";
import { Moved } from "./moved.tsx";
import { Reschedule } from "./reschedule.tsx";
import { Standing } from "./standing.tsx";
import { WORDS } from "./words.ts";

export function Booking({ bookingId }: { bookingId: string }) {
  const { companyId } = useWork();
  const loaded = useLoad(bookingId, async () => {
    const one = { companyId, bookingId };
    const booking = await asked(api.booking.get(one));
    const { customerId, activityId } = booking;
    const [customer, activity] = await Promise.all([
      asked(api.customer.show({ companyId, customerId })),
      asked(api.activity.show({ companyId, activityId })),
    ]);
    return { booking, customer, activity };
  });
  useReturn(() => void loaded.again());
  if (loaded.state === "loading") return <Loading />;
  if (loaded.state === "failed") return <Failed problem={loaded.problem} again={() => void loaded.again()} />;
  const { booking, customer, activity } = loaded.value;
  return (
    <>
      <Head booking={booking} name={nameOf(customer)} />
      <div class="columns">
        <div class="stack">
          <Facts booking={booking} customer={customer} named={activity} />
          <Cash booking={booking} again={loaded.again} />
          <Money booking={booking} />
          <Moved booking={booking} />
          <Reschedule booking={booking} again={loaded.again} />
          <Cancel booking={booking} again={loaded.again} />
        </div>
        <History booking={booking} />
      </div>
    </>
  );
}

function Head({ booking, name }: { booking: BookingInFull; name: string | undefined }) {
  const { format, home } = useWork();
  const words = useWords(WORDS);
  const { sessionId, activityName, startsAt, endsAt } = booking;
  const back = (
    <To to={`${home}/sessions/${sessionId}`} class="back">
      {words.session}
    </To>
  );
  return (
    <div class="head">
      <Title back={back}>{name ?? words.title}</Title>
      <p class="when">
        <span>{activityName}</span>
        <time dateTime={startsAt}>
          {format.date(startsAt)}, {format.span(startsAt, endsAt)}
        </time>
        <Standing booking={booking} />
      </p>
    </div>
  );
}
