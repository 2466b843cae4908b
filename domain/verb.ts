/**
 * A verb, declared once: name, who may, what goes in and out, how a repeat is recognised, what it does.
 * Validation, authorisation, idempotency, routes, documentation and tests all read this declaration.
 *
 * idempotency
 *   "required"  seats or money: 400 without a key; the refusal is remembered too, so a retry cannot change an outcome
 *   "byId"      the same, but the id that the verb makes of the key is the memory (no row beside the item)
 *   "accepted"  a key is honoured if there is one
 *   "none"      reads, and writes that a repeat cannot change
 */
import type * as z from "zod";
import { authorise, type Grant } from "./access.ts";
import * as Actor from "./actor.ts";
import { Replay, whileMoving } from "./commit.ts";
import { DomainError, invalid, unavailable } from "./error.ts";
import { CompanyId } from "./id.ts";
import * as Once from "./once.ts";
import { isAway } from "./send.ts";

export type Idempotency = "required" | "byId" | "accepted" | "none";

export type Media = "text/csv" | "text/calendar";

type Declaration<I extends z.ZodType, O extends z.ZodType> = {
  readonly name: string;
  readonly may: readonly Grant[];
  readonly idempotency?: Idempotency;
  /** The status of success over HTTP: 200 unless the verb makes something (201) or has nothing to say (204). */
  readonly status?: 200 | 201 | 204;
  /** What a text that it answers is, for those that answer no JSON. */
  readonly media?: Media;
  /** How long anybody may keep the answer over HTTP; without it, nobody keeps anything. */
  readonly cacheSeconds?: number;
  /** The answer is one person's: what keeps it on the way keeps it for nobody else. */
  readonly personal?: true;
  readonly input: I;
  readonly output: O;
  readonly run: (input: z.output<I>) => Promise<z.input<O>>;
};

export type Verb<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> = {
  (input: z.input<I>): Promise<z.output<O>>;
  readonly verb: string;
  readonly may: readonly Grant[];
  readonly idempotency: Idempotency;
  readonly status: 200 | 201 | 204;
  readonly media: Media | undefined;
  readonly cacheSeconds: number | undefined;
  readonly personal: boolean;
  readonly input: I;
  readonly output: O;
};

const KEY = /^[\x21-\x7e]{1,255}$/;

export function verb<I extends z.ZodType, O extends z.ZodType>(declared: Declaration<I, O>): Verb<I, O> {
  const { name, may, input, output, idempotency = "none", status = 200, media, cacheSeconds } = declared;
  const { personal = false } = declared;
  const carryOut = async (given: z.input<I>): Promise<z.output<O>> => {
    const actor = Actor.current();
    const named = given as { companyId?: unknown; bookingId?: unknown } | undefined;
    const scope = CompanyId.safeParse(named?.companyId).data;
    await authorise(may, { companyId: scope, bookingId: named?.bookingId });
    const asked = parse(input, given);
    actor.command = name;
    delete actor.pin;
    const key = keyFor(idempotency);
    if (key && idempotency !== "byId") {
      actor.pin = Once.pinOf({ companyId: scope ?? "-", command: name, key, input: asked });
    }
    return output.parse(await answer(() => declared.run(asked), idempotency));
  };
  const call = (given: z.input<I>): Promise<z.output<O>> =>
    carryOut(given).catch((error: unknown) => {
      throw isAway(error) ? notNow() : error;
    });
  return Object.assign(call, {
    verb: name,
    may,
    idempotency,
    status,
    media,
    cacheSeconds,
    personal,
    input,
    output,
  });
}

const notNow = (): DomainError =>
  unavailable("store.unavailable", "This can not be done now. Repeat it with the same key.", {
    retryAfter: 1,
  });

async function answer(run: () => Promise<unknown>, idempotency: Idempotency): Promise<unknown> {
  const actor = Actor.current();
  try {
    return await whileMoving(run);
  } catch (error) {
    if (error instanceof Replay) {
      actor.replayed = true;
      return error.answer;
    }
    if (error instanceof DomainError && actor.pin) return earlier(error, actor.pin, idempotency);
    throw error;
  }
}

/** A refused request may be a repeat of one that succeeded before the world moved on. */
async function earlier(error: DomainError, pin: Actor.Pin, idempotency: Idempotency): Promise<unknown> {
  const lasting = idempotency === "required" && LASTING.has(error.kind);
  const known = (await Once.find(pin)) ?? (lasting ? await Once.pinRefusal(pin, error) : undefined);
  if (!known || known.kind === "progress") throw error;
  Actor.current().replayed = true;
  if (known.kind === "refusal") throw Once.refusalOf(known.answer);
  return known.answer;
}

/** Refusals that say something about the world; the others say that the request itself was not understood or not now. */
const LASTING = new Set(["missing", "conflict", "unprocessable"]);

function keyFor(idempotency: Idempotency): string | undefined {
  const key = Actor.current().idempotencyKey;
  if (idempotency === "none") return undefined;
  if (key === undefined) {
    if (idempotency === "accepted" || Actor.current().kind === "system") return undefined;
    throw invalid("idempotency.key_missing", "Send an Idempotency-Key: this takes seats or money.");
  }
  if (!KEY.test(key))
    throw invalid("idempotency.key_invalid", "An Idempotency-Key is 1 to 255 visible characters.");
  return key;
}

function parse<I extends z.ZodType>(input: I, given: unknown): z.output<I> {
  const parsed = input.safeParse(given);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map(({ path, message, code, ...rest }) => ({
    field: [...path, ...("keys" in rest ? rest.keys.slice(0, 1) : [])].join("."),
    code,
    message,
  }));
  throw invalid("request.invalid", "The request does not have the shape that is asked for.", {
    errors: errors.slice(0, 20),
  });
}
