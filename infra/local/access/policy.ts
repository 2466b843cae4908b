import * as z from "zod";
import { refuse } from "../template/refusal.ts";
import { wildcard } from "./wildcard.ts";

/** IAM's identity policies: an explicit deny wins, then any allow, otherwise no. */
export interface Question {
  readonly action: string;
  readonly resource: string;
  /** Condition keys that the service knows of this request. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

interface Statement {
  readonly allows: boolean;
  readonly covers: (question: Question) => boolean;
}

export interface Policy {
  readonly allows: (question: Question) => boolean;
}

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((given) => [given].flat());
const statementShape = z
  .strictObject({
    Action: oneOrMore.optional(),
    Condition: z.record(z.string(), z.record(z.string(), oneOrMore)).optional(),
    Effect: z.enum(["Allow", "Deny"]),
    NotAction: oneOrMore.optional(),
    NotResource: oneOrMore.optional(),
    Resource: oneOrMore.optional(),
    Sid: z.string().optional(),
  })
  .refine(
    (given) => (given.Action === undefined) !== (given.NotAction === undefined),
    "one of Action and NotAction",
  )
  .refine(
    (given) => (given.Resource === undefined) !== (given.NotResource === undefined),
    "one of Resource and NotResource",
  );

/** The condition keys the endpoint fills in; a policy that asks for another cannot be honoured here. */
const knownKeys = new Set([
  "aws:securetransport",
  "events:source",
  "events:detail-type",
  "scheduler:schedulegroup",
]);

/** `kms:EncryptionContext:purpose`: what the caller says that the secret is for. */
const encryptionContext = /^kms:EncryptionContext:\w+$/i;

type Comparison = (wanted: string) => (actual: string) => boolean;
const like: Comparison = (wanted) => {
  const pattern = wildcard(wanted);
  return (actual) => pattern.test(actual);
};
const equal: Comparison = (wanted) => (actual) => actual === wanted;
const equalIgnoringCase: Comparison = (wanted) => (actual) => actual.toLowerCase() === wanted.toLowerCase();
const comparisons: Record<string, Comparison> = {
  ArnEquals: like,
  ArnLike: like,
  Bool: equalIgnoringCase,
  StringEquals: equal,
  StringEqualsIgnoreCase: equalIgnoringCase,
  StringLike: like,
};

function condition(operator: string, key: string, wanted: readonly string[], at: string) {
  const [, quantifier, name = ""] = /^(ForAllValues:|ForAnyValue:)?(\w+)$/.exec(operator) ?? [];
  const negated = name.includes("Not");
  const comparison = comparisons[name.replace("Not", "")];
  if (!comparison) refuse(`${at}: the condition operator ${operator} is not understood.`);
  if (!knownKeys.has(key.toLowerCase()) && !encryptionContext.test(key))
    refuse(`${at}: the condition key ${key} is not understood.`);
  const tests = wanted.map(comparison);
  const one = (actual: string) => tests.some((test) => test(actual)) !== negated;
  return ({ context }: Question) => {
    const found = context?.[key.toLowerCase()];
    const actual = found === undefined ? [] : [found].flat();
    if (quantifier === "ForAllValues:") return actual.every(one);
    if (actual.length === 0) return negated && quantifier === undefined;
    return actual.some(one);
  };
}

function covering(
  given: readonly string[] | undefined,
  excluded: readonly string[] | undefined,
  flags: string,
) {
  const patterns = (given ?? excluded ?? []).map((pattern) => wildcard(pattern, flags));
  return (text: string) => patterns.some((pattern) => pattern.test(text)) === (given !== undefined);
}

function statement(document: unknown, at: string): Statement {
  const parsed = statementShape.safeParse(document);
  if (!parsed.success) return refuse(`${at}: ${z.prettifyError(parsed.error)}`);
  const { Action, NotAction, Resource, NotResource, Condition, Effect } = parsed.data;
  const action = covering(Action, NotAction, "i");
  const resource = covering(Resource, NotResource, "");
  const conditions = Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]) => condition(operator, key, wanted, at)),
  );
  return {
    allows: Effect === "Allow",
    covers: (question) =>
      action(question.action) && resource(question.resource) && conditions.every((holds) => holds(question)),
  };
}

/** Reads policy documents; anything in them that is not understood is refused here, not when it matters. */
export function readPolicy(documents: readonly { at: string; document: unknown }[]): Policy {
  const statements = documents.flatMap(({ at, document }) =>
    [(document as { Statement: unknown }).Statement].flat().map((entry) => statement(entry, at)),
  );
  const answers = new Map<string, boolean>();
  function decide(question: Question) {
    const concerned = statements.filter(({ covers }) => covers(question));
    return concerned.length > 0 && concerned.every(({ allows }) => allows);
  }
  return {
    allows(question) {
      if (question.context) return decide(question);
      const asked = `${question.action} ${question.resource}`;
      const known = answers.get(asked);
      if (known !== undefined) return known;
      const answer = decide(question);
      answers.set(asked, answer);
      return answer;
    },
  };
}
