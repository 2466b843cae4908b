/** One supplier under trial by a reseller's program: what was found of it so far, and what was wrong. */
import { misfits, type Json, type Kind } from "./rules.ts";
import * as Rules from "./rules.ts";

export type Answer = { status: number; headers: Headers | Record<string, unknown>; body: Json };
export type Ask = (method: string, path: string, body?: object) => Promise<Answer>;
export type Finding = { scenario: string; wrong: string[] };

/** One supplier under trial. */
export class Trial {
  readonly findings: Finding[] = [];
  readonly products: Json[] = [];
  /** By product, what can be booked; and what is sold out. */
  readonly open = new Map<string, Json[]>();
  soldOut: { product: Json; availability: Json } | undefined;
  readonly ask: Ask;
  readonly capabilities: readonly string[];
  readonly #wanted = new Map<string, number>();
  #used = 0;

  constructor(ask: Ask, capabilities: readonly string[]) {
    this.ask = ask;
    this.capabilities = capabilities;
  }

  get priced(): boolean {
    return this.capabilities.includes("octo/pricing");
  }

  /** What every answer says of itself: the capabilities that were initialised, and of content its language. */
  #headed({ headers }: Answer): string[] {
    const read = (name: string) => (headers instanceof Headers ? headers.get(name) : headers[name]) ?? "";
    const spoken = this.capabilities.includes("octo/content");
    return [
      ...(read("octo-capabilities") === this.capabilities.join(", ") ? [] : ["other capabilities"]),
      ...["content-language", "available-languages"].filter((name) => (read(name) !== "") !== spoken),
    ];
  }

  note(scenario: string, wrong: readonly string[]): void {
    this.findings.push({ scenario, wrong: [...wrong] });
  }

  /** A success, in its schema and by the rules. */
  good(scenario: string, answer: Answer, kind: Kind, rules: (one: Json) => string[], many = false): Json {
    const { status, body } = answer;
    if (status !== 200) this.note(scenario, [`${status} ${JSON.stringify(body)}`]);
    else if (many && (!Array.isArray(body) || body.length === 0)) this.note(scenario, ["an empty list"]);
    else {
      const all: Json[] = many ? body : [body];
      this.note(scenario, [
        ...this.#headed(answer),
        ...all.flatMap((one, i) => [...misfits(kind, one, `[${i}]`), ...rules(one)]),
      ]);
    }
    return body;
  }

  booking(scenario: string, answer: Answer, says: (one: Json) => string[] = () => []): Json {
    return this.good(scenario, answer, "Booking", (one) => [
      ...Rules.booking(one, this.priced),
      ...says(one),
    ]);
  }

  /** A refusal in its form: always 400, the code, a sentence, and the id that was wrong. */
  refused(scenario: string, { status, body }: Answer, error: string, named?: string): void {
    this.note(scenario, [
      ...(status === 400 ? [] : [`${status}, not 400`]),
      ...(body?.error === error ? [] : [`error is ${body?.error}, not ${error}`]),
      ...(typeof body?.errorMessage === "string" && body.errorMessage ? [] : ["errorMessage is missing"]),
      ...(named === undefined || typeof body?.[named] === "string" ? [] : [`${named} is not named`]),
    ]);
  }

  /**
   * A request for units of a product, spread over what is open and has the room: as few as it sells at once, as many, and
   * what is between, as the validator throws its dice.
   */
  wish(product: Json, quantity?: number): Json {
    const option = optionOf(product);
    const unit = option.units.find(({ type }: Json) => type === "ADULT") ?? option.units[0];
    const least = option.restrictions.minUnits || 1;
    const most = option.restrictions.maxUnits ?? 5;
    this.#used += 1;
    const count = quantity ?? [least, most, Math.ceil((least + most) / 2)][this.#used % 3]!;
    return {
      productId: product.id,
      optionId: option.id,
      availabilityId: this.#slot(product, count),
      unitItems: Array.from({ length: count }, () => ({ unitId: unit.id })),
    };
  }

  /** The next one in turn that still has so many vacancies, by what we know. */
  #slot(product: Json, count: number): string {
    const open = this.open.get(product.id)!;
    const turn = [...open.slice(this.#used % open.length), ...open.slice(0, this.#used % open.length)];
    const slot =
      turn.find(({ id, vacancies }) => vacancies - (this.#wanted.get(id) ?? 0) >= count) ?? turn[0]!;
    this.#wanted.set(slot.id, (this.#wanted.get(slot.id) ?? 0) + count);
    return slot.id;
  }

  reserve = (product: Json, more: object = {}, quantity?: number): Promise<Answer> =>
    this.ask("POST", "/bookings", { ...this.wish(product, quantity), ...more });
}

export const optionOf = (product: Json): Json =>
  product.options.find((option: Json) => option.default) ?? product.options[0];
