/** How the source makes a DomainError: by one of the constructors of `domain/error.ts`, or by its class. */
import { type Kind, KINDS } from "../../domain/error.ts";
import type { Node } from "./source.ts";

/** Without a code, it is put together at run time: `errors.ts` has to know of what. */
export interface Refusal {
  readonly kind: Kind | undefined;
  readonly code: string | undefined;
  /** For people; … stands for what is filled in. */
  readonly message: string | undefined;
  /** The noun of `missing`, and the arguments of a call that hands one on. */
  readonly calls: string;
  readonly words: readonly (string | undefined)[];
}

const isKind = (name: string): name is Kind => Object.hasOwn(KINDS, name);
/** Functions that refuse with a noun that they are given; the noun's place among their arguments. */
const HANDS_ON: Readonly<Record<string, number>> = { missing: 0, ownOrStaff: 1 };

export function refusalIn(node: Node, text: string): Refusal | undefined {
  if (node.type !== "CallExpression" && node.type !== "NewExpression") return undefined;
  const calls = String((node["callee"] as Node)["name"]);
  const given = (node["arguments"] as Node[]).map((argument) => textOf(argument, text));
  const about = { calls, words: given };
  const noun = HANDS_ON[calls];
  if (noun !== undefined) {
    const name = given[noun];
    return {
      ...about,
      kind: "missing",
      code: name && `${name}.not_found`,
      message: name && `There is no such ${name.replaceAll("_", " ")}.`,
    };
  }
  if (node.type === "NewExpression" && calls === "DomainError") {
    const [kind = "", code, message] = given;
    return { ...about, kind: isKind(kind) ? kind : undefined, code: literal(code), message };
  }
  if (node.type === "CallExpression" && isKind(calls)) {
    const [code, message] = given;
    return { ...about, kind: calls, code: literal(code), message };
  }
  return undefined;
}

const literal = (code: string | undefined) => (code?.includes("…") ? undefined : code);

/** A text in the source, with … for what is filled in. */
function textOf(node: Node, text: string): string | undefined {
  if (node.type === "Literal") return typeof node["value"] === "string" ? node["value"] : undefined;
  if (node.type === "TemplateLiteral") {
    const parts = node["quasis"] as { value: { cooked: string } }[];
    return parts.map(({ value }) => value.cooked).join("…");
  }
  if (node.type === "ConditionalExpression") {
    const [one, other] = [node["consequent"], node["alternate"]].map((part) => textOf(part as Node, text));
    return one !== undefined && other !== undefined ? `${one} / ${other}` : undefined;
  }
  return undefined;
}
