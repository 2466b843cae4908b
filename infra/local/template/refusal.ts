/** A start that cannot succeed as asked: the message says what to change, and no stack trace is needed. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

export function refuse(message: string): never {
  throw new Refusal(message);
}
