/** The gateway gave no answer that means anything: what was asked may or may not have happened there. */
export class GatewayUnreachable extends Error {
  readonly gateway: string;

  constructor(gateway: string, why: string, cause?: unknown) {
    super(`The gateway ${gateway} gave no answer: ${why}.`, { cause });
    this.name = "GatewayUnreachable";
    this.gateway = gateway;
  }
}
