import { describe, expect, it } from "vitest";
import * as Activity from "../../domain/activity/activity.ts";
import * as Storefront from "../../domain/company/storefront.ts";
import * as Session from "../../domain/session/session.ts";
import { as, asAnyone, refusal } from "../world.ts";
import { inDays, maks, olena, outcomes, studio } from "./studio.ts";

describe("the storefront", () => {
  it("CAT-6 shows a company to anybody by its slug, without its people", async () => {
    const { company, companyId } = await studio();
    const { slug } = company;
    const { name, timeZone, currency, locale } = company;
    expect(await asAnyone(() => Storefront.company({ slug }))).toEqual({
      companyId,
      slug,
      name,
      timeZone,
      currency,
      locale,
      gateways: ["sandbox"],
    });
  });

  it("CAT-6 knows nothing of a slug that nobody has", async () => {
    for (const slug of ["nobody-has-this", "NO SLUG"]) {
      const looks = [
        asAnyone(() => Storefront.company({ slug })),
        asAnyone(() => Storefront.activities({ slug })),
        asAnyone(() => Storefront.sessions({ slug })),
      ];
      expect(await outcomes(looks)).toEqual({ "company.not_found": 3 });
    }
  });

  it("CAT-6 shows published activities only", async () => {
    const { company, companyId, draft, publish } = await studio();
    const [published, archived] = [await publish({ name: "Open" }), await publish(), await draft()];
    await as(maks, () => Activity.archive({ companyId, activityId: archived.activityId }));
    const { items } = await asAnyone(() => Storefront.activities({ slug: company.slug }));
    expect(items.map(({ activityId }) => activityId)).toEqual([published.activityId]);
    expect(JSON.stringify(items)).not.toContain(olena.userId);
  });

  it("CAT-6 shows coming sessions of published activities that were not cancelled", async () => {
    const { company, companyId, publish, schedule } = await studio();
    const { slug } = company;
    const [{ activityId }, other] = [await publish(), await publish()];
    const shown = await schedule({ activityId, startsAt: inDays(1) });
    const cancelled = await schedule({ activityId, startsAt: inDays(2) });
    await as(maks, () =>
      Session.cancel({ companyId, sessionId: cancelled.sessionId, reason: "The teacher is ill" }),
    );
    await schedule({ activityId: other.activityId, startsAt: inDays(3) });
    await as(maks, () => Activity.archive({ companyId, activityId: other.activityId }));
    for (const asked of [{ slug }, { slug, activityId }, { slug, from: inDays(-5), to: inDays(5) }]) {
      const { items } = await asAnyone(() => Storefront.sessions(asked));
      expect(items).toMatchObject([
        { sessionId: shown.sessionId, seatsLeft: 12, status: "OPEN", sale: "OPEN" },
      ]);
    }
  });

  it("CAT-6 tells nobody that an activity is being drafted, or is another company's", async () => {
    const [{ company, draft }, theirs] = await Promise.all([studio(), studio()]);
    for (const { activityId } of [await draft(), await theirs.publish()]) {
      const asked = { slug: company.slug, activityId };
      expect(await refusal(asAnyone(() => Storefront.sessions(asked)))).toMatchObject({
        code: "activity.not_found",
      });
    }
  });
});
