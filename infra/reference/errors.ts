/**
 * Which problems a verb may answer with: those that its own code can reach, and those of every request. Read from the
 * source, so nothing can be forgotten: a refusal whose code is not understood stops the build.
 */
import { type Kind, KINDS } from "../../domain/error.ts";
import type { Verb } from "../../domain/verb.ts";
import { reachedFrom } from "./reach.ts";
import type { Refusal } from "./refusal.ts";
import type { Declaration } from "./source.ts";

export interface Problem {
  readonly code: string;
  readonly kind: Kind | "internal";
  readonly status: number;
  readonly message: string;
}
type Source = ReadonlyMap<string, Declaration>;

/** Codes that are put together at run time: of what, by where it happens. `[]` where the call site says it. */
const PUT_TOGETHER: Readonly<Record<string, readonly string[]>> = {
  // The noun is an argument, which is read where the function is called.
  "domain/access.ts#ownOrStaff": [],
  // Say again what was refused before.
  "domain/once.ts#refusalOf": [],
  "domain/schedule/draft.ts#saying": [],
  "domain/cart/cart.ts#about": [],
  // By what has become of the hold; a live one is not refused.
  "domain/seat/hold.ts#mustBeLive": ["hold.in_checkout", "hold.booked", "hold.released", "hold.expired"],
  "functions/caller.ts#refusalOf": ["token.missing", "token.expired", "token.invalid", "issuer.unavailable"],
  // By the names in the path; see `ofRequest`.
  "functions/http.ts#inputOf": [],
};
const MESSAGES: Readonly<Record<string, string>> = {
  "hold.booked": "This hold is booked already.",
  "hold.released": "This hold is released.",
  "hold.expired": "This hold is over: its time is up.",
  "token.expired": "The token has expired. Sign in again.",
  "token.invalid": "The token is not one of our issuer's for this API.",
  "issuer.unavailable": "Tokens can not be checked now.",
};
const INTERNAL: Problem = {
  code: "internal",
  kind: "internal",
  status: 500,
  message: "Something went wrong on our side. It has been noted.",
};

export function openErrors(source: Source) {
  const known = new Map<string, Problem>([[INTERNAL.code, INTERNAL]]);
  const used = new Set<string>();
  for (const { id, refusals } of source.values()) {
    for (const refusal of refusals) for (const problem of read(id, refusal, used)) learn(known, problem);
  }
  const idle = Object.keys(PUT_TOGETHER).find((id) => !used.has(id));
  if (idle) throw new Error(`${idle} puts no code together any more.`);

  const within = (declarations: readonly Declaration[]) =>
    declarations.flatMap(({ id, refusals }) => refusals.flatMap((one) => read(id, one, used)));
  const every = reachedFrom(source, mustHave(source, "functions/http.ts#http"), () => false);
  const common = within([
    ...every,
    ...reachedFrom(source, mustHave(source, "domain/verb.ts#verb"), () => false),
  ]);

  return {
    all: (): Problem[] => Array.from(known.values()).toSorted(byCode),
    of(verb: Verb, reached: readonly Declaration[], pathNames: readonly string[]): Problem[] {
      const contends = reached.some(({ id }) => id === "domain/commit.ts#Again");
      const own = within(reached);
      const asked = common.filter(({ code }) => concerns(verb, code, contends));
      const nouns = pathNames.map((name) => problemOf("missing", ...notFound(name)));
      const unique = new Map([...own, ...asked, ...nouns, INTERNAL].map((one) => [one.code, one]));
      if (verb.idempotency === "none") {
        for (const code of unique.keys()) if (code.startsWith("idempotency.")) unique.delete(code);
      }
      for (const code of unique.keys()) if (!known.has(code)) learn(known, unique.get(code)!);
      return Array.from(unique.values()).toSorted(byCode);
    },
  };
}

/** Of what any request may be refused with, that which this verb's declaration leaves possible. */
function concerns({ may, idempotency }: Verb, code: string, contends: boolean): boolean {
  const [subject] = code.split(".");
  const open = may.includes("public");
  const anyone = open || may.includes("user") || may.includes("customer");
  if (subject === "route") return false;
  if (subject === "token" || subject === "issuer") return !open;
  if (code === "access.forbidden") return !anyone && !may.includes("staff");
  if (code === "company.not_found") return !anyone;
  if (code === "write.contended") return contends;
  if (code === "write.unavailable") return idempotency === "required";
  if (code === "idempotency.key_missing") return idempotency === "required" || idempotency === "byId";
  return true;
}

const NOUNS: Readonly<Record<string, string>> = {
  slug: "company",
  currency: "wallet",
  embedKey: "embed_key",
  token: "calendar",
};

/** An id that can not be one is answered as one that is not there. */
function notFound(name: string): [code: string, message: string] {
  const noun = NOUNS[name] ?? name.replace(/Id$/, "");
  return [`${noun}.not_found`, `There is no such ${noun.replaceAll("_", " ")}.`];
}

function read(id: string, { kind, code, message }: Refusal, used: Set<string>): Problem[] {
  if (kind && code && message) return [problemOf(kind, code, message)];
  const codes = PUT_TOGETHER[id];
  if (!codes) throw new Error(`${id} refuses with a code that is not written there: say of what it is made.`);
  used.add(id);
  return codes.flatMap((each) => {
    const its =
      each === "issuer.unavailable" ? "unavailable" : each.startsWith("token.") ? "unauthenticated" : kind;
    return its === kind ? [problemOf(its ?? "conflict", each, MESSAGES[each] ?? message ?? "")] : [];
  });
}

const problemOf = (kind: Kind, code: string, message: string): Problem => ({
  code,
  kind,
  status: KINDS[kind],
  message,
});

/** One code is one kind, wherever it is said; the first wording stands for all. */
function learn(known: Map<string, Problem>, problem: Problem): void {
  const before = known.get(problem.code);
  if (before && before.kind !== problem.kind) throw new Error(`${problem.code} is of two kinds.`);
  if (!before || (before.message === "" && problem.message !== "")) known.set(problem.code, problem);
}

function mustHave(source: Source, id: string): Declaration {
  const found = source.get(id);
  if (!found) throw new Error(`There is no ${id}.`);
  return found;
}

const byCode = (one: Problem, other: Problem): number => (one.code < other.code ? -1 : 1);
