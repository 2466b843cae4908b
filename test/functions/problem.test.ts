import { describe, expect, it } from "vitest";
import { conflict } from "../../domain/error.ts";
import { problem } from "../../functions/problem.ts";

describe("a problem", () => {
  it("API-1 tells what its refusal says beside what it is itself", () => {
    const refusal = conflict("hold.booked", "This hold is booked already.", { state: "BOOKED" });
    const { statusCode, body } = problem(refusal, "req_1");
    expect([statusCode, JSON.parse(body!)]).toEqual([
      409,
      {
        type: "urn:holdfast:problem:hold.booked",
        title: "Conflict",
        status: 409,
        code: "hold.booked",
        detail: "This hold is booked already.",
        requestId: "req_1",
        state: "BOOKED",
      },
    ]);
  });

  it("API-1 has no place for a detail that is called like something of its own", () => {
    // @ts-expect-error: the answer's own status would be read instead.
    conflict("hold.booked", "This hold is booked already.", { status: "BOOKED" });
    // @ts-expect-error: so would its type.
    conflict("hold.booked", "This hold is booked already.", { type: "TOUR" });
  });
});
