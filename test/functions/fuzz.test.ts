/** Whatever is asked, the answer is one of ours: never a 500, never a word of another company (prints its seed). */
import { inspect } from "node:util";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { newUlid } from "../../domain/id.ts";
import type { Verdict } from "../../functions/caller.ts";
import { proveInvariants, rowsOf } from "../invariants.ts";
import { knock, routes, signedIn, type Asked, type Route } from "./front-door.ts";
import { faultsOf } from "./answer-faults.ts";
import { requestTo, type Loot } from "./hostile.ts";
import { premises } from "./premises.ts";

/** To see a failure again: FUZZ_SEED=<the seed it printed>. */
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
/** Ten thousand, with those that come over HTTP (`test/journeys/fuzz.test.ts`). */
const AT_LEAST = 8_500;
const perRoute = Math.ceil(AT_LEAST / routes.length);
const marker = `marker${newUlid()}`;

const [ours, theirs] = await Promise.all([premises(), premises(marker)]);
const strangers = [{ problem: "token.missing" }, { problem: "token.expired" }, {}];
const verdict: fc.Arbitrary<Verdict> = fc.oneof(
  { weight: 6, arbitrary: fc.constant(signedIn(ours.owner)) },
  { weight: 5, arbitrary: fc.constant(signedIn(ours.ada)) },
  { weight: 1, arbitrary: fc.constant(signedIn(ours.coach)) },
  { weight: 1, arbitrary: fc.constantFrom(...strangers) },
);

const route = (key: string): Route => routes.find((one) => one.key === key)!;
const cursorOf = async (key: string, asked: Asked) => String((await knock(route(key), asked)).body?.cursor);
const page = (at: typeof ours) => ({
  path: at.things,
  query: { limit: "1" },
  verdict: signedIn(at.owner),
});
await Promise.all([ours, theirs].flatMap((at) => [at.draft(), at.session(), at.session()]));
const loot: Loot = {
  ids: Object.fromEntries(
    Object.keys(ours.things).map((name) => [
      name,
      [...Array(6).fill(ours.things[name]!), theirs.things[name]!] as string[],
    ]),
  ),
  cursors: [
    ...(await Promise.all(
      [ours, theirs].flatMap((at) => [
        cursorOf("GET /v1/companies/{companyId}/activities", page(at)),
        cursorOf("GET /v1/companies/{companyId}/sessions", page(at)),
        cursorOf("GET /v1/companies/{companyId}/members", page(at)),
      ]),
    )),
    "e30.00",
  ],
};

/** What nobody of another company may change: all that is not made by customers. */
const houseOf = async () =>
  (await rowsOf(theirs.companyId)).filter(({ __edb_e__: entity }) =>
    ["company", "member", "activity", "session"].includes(String(entity)),
  );
const before = await houseOf();
let knocked = 0;
let answeredWell = 0;

describe.concurrent(`with seed ${seed}`, () => {
  it.each(routes.map((one) => [one.key, one] as const))(
    "%s",
    async (_, one) => {
      const asked = fc.record({ request: requestTo(one, loot), verdict });
      const property = fc.asyncProperty(asked, async ({ request, verdict: said }) => {
        const answer = await knock(one, { ...request, verdict: said });
        knocked++;
        if (answer.status < 300) answeredWell++;
        const faults = faultsOf(one.verb, answer, marker);
        if (faults.length > 0)
          throw new Error(`${faults.join(", ")}: ${answer.status} ${answer.text.slice(0, 500)}`);
      });
      const { failed, counterexample, errorInstance } = await fc.check(property, { seed, numRuns: perRoute });
      expect(failed ? `${inspect(counterexample, { depth: 6 })} ${String(errorInstance)}` : "nothing").toBe(
        "nothing",
      );
    },
    120_000,
  );
});

it("afterwards nothing of others has changed, and all that was always true still is", async () => {
  expect(knocked).toBeGreaterThanOrEqual(AT_LEAST);
  expect(answeredWell / knocked, "valid requests are among them").toBeGreaterThan(0.15);
  expect(await houseOf()).toEqual(before);
  await proveInvariants(ours);
  await proveInvariants(theirs);
});
