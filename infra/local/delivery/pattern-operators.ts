import { isIP } from "node:net";
import { literal } from "../access/wildcard.ts";
import { refuse } from "../template/refusal.ts";

/** The operators at a pattern's leaves; each reads its argument once and answers a test of the event's values. */
export type Test = (values: readonly unknown[]) => boolean;

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isScalar = (value: unknown) => value === null || ["string", "number", "boolean"].includes(typeof value);

const some =
  (test: (value: unknown) => boolean): Test =>
  (values) =>
    values.some(test);
const someText = (test: (text: string) => boolean) =>
  some((value) => typeof value === "string" && test(value));

export function leaf(entry: unknown, at: string): Test {
  if (isScalar(entry)) return some((value) => value === entry);
  if (!isMap(entry) || Object.keys(entry).length !== 1)
    return refuse(`${at}: an operator is a map with one key.`);
  const [operator, argument] = Object.entries(entry)[0]!;
  const read = operators[operator] ?? refuse(`${at}: the pattern operator "${operator}" is not understood.`);
  return read(argument, `${at}.${operator}`);
}

function texts(argument: unknown, at: string): readonly string[] {
  const given = Array.isArray(argument) ? argument : [argument];
  return given.every((entry) => typeof entry === "string") && given.length > 0
    ? given
    : refuse(`${at}: text was expected.`);
}

/** `"x"` or `{ "equals-ignore-case": "x" }`, as prefix and suffix take them. */
function affix(
  argument: unknown,
  at: string,
  has: (text: string, part: string) => boolean,
): (text: string) => boolean {
  if (isMap(argument) && Object.keys(argument).join() === "equals-ignore-case") {
    const parts = texts(argument["equals-ignore-case"], at).map((part) => part.toLowerCase());
    return (text) => parts.some((part) => has(text.toLowerCase(), part));
  }
  const parts = texts(argument, at);
  return (text) => parts.some((part) => has(text, part));
}

const textOperators: Record<string, (argument: unknown, at: string) => (text: string) => boolean> = {
  prefix: (argument, at) => affix(argument, at, (text, part) => text.startsWith(part)),
  suffix: (argument, at) => affix(argument, at, (text, part) => text.endsWith(part)),
  "equals-ignore-case": (argument, at) => {
    const wanted = new Set(texts(argument, at).map((text) => text.toLowerCase()));
    return (text) => wanted.has(text.toLowerCase());
  },
  wildcard: (argument, at) => {
    const patterns = texts(argument, at).map(starOnly);
    return (text) => patterns.some((pattern) => pattern.test(text));
  },
};

/** In these wildcards only `*` is special, and `\\*` is a star. */
function starOnly(pattern: string): RegExp {
  const parts = pattern.split(/(?<!\\)\*/).map((part) => literal(part.replaceAll("\\*", "*")));
  return new RegExp(`^${parts.join(".*")}$`, "s");
}

function anythingBut(argument: unknown, at: string): Test {
  if (isMap(argument)) {
    const [name, inner] = Object.entries(argument)[0] ?? [];
    const read = textOperators[name ?? ""] ?? refuse(`${at}: anything-but does not take "${name}".`);
    const matches = read(inner, at);
    return some((value) => !(typeof value === "string" && matches(value)));
  }
  const given = Array.isArray(argument) ? argument : [argument];
  if (given.length === 0 || !given.every(isScalar)) refuse(`${at}: values were expected.`);
  return some((value) => isScalar(value) && !given.includes(value));
}

const comparisons: Record<string, (value: number, bound: number) => boolean> = {
  "=": (value, bound) => value === bound,
  "<": (value, bound) => value < bound,
  "<=": (value, bound) => value <= bound,
  ">": (value, bound) => value > bound,
  ">=": (value, bound) => value >= bound,
};

function numeric(argument: unknown, at: string): Test {
  const parts = Array.isArray(argument) ? argument : [];
  if (parts.length !== 2 && parts.length !== 4) refuse(`${at}: one comparison or two were expected.`);
  const bounds = Array.from({ length: parts.length / 2 }, (_, index) => {
    const compare =
      comparisons[String(parts[index * 2])] ?? refuse(`${at}: "${parts[index * 2]}" is no comparison.`);
    const bound: unknown = parts[index * 2 + 1];
    return typeof bound === "number"
      ? (value: number) => compare(value, bound)
      : refuse(`${at}: a number was expected.`);
  });
  return some((value) => typeof value === "number" && bounds.every((holds) => holds(value)));
}

const addressNumber = (address: string) =>
  address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);

function cidr(argument: unknown, at: string): Test {
  const [network, bits] = String(argument).split("/") as [string, string];
  if (isIP(network) !== 4 || !(Number(bits) <= 32)) refuse(`${at}: an IPv4 range was expected.`);
  const size = 2 ** (32 - Number(bits));
  const start = Math.floor(addressNumber(network) / size);
  return someText((text) => isIP(text) === 4 && Math.floor(addressNumber(text) / size) === start);
}

const operators: Record<string, (argument: unknown, at: string) => Test> = {
  ...Object.fromEntries(
    Object.entries(textOperators).map(([name, read]) => [
      name,
      (argument: unknown, at: string) => someText(read(argument, at)),
    ]),
  ),
  "anything-but": anythingBut,
  cidr,
  exists: (argument, at) => {
    if (typeof argument !== "boolean") refuse(`${at}: true or false was expected.`);
    return (values) => values.length > 0 === argument;
  },
  numeric,
};
