/** What Stripe refuses, in its own words. */
export class Failure extends Error {
  readonly status: number;
  readonly error: Readonly<Record<string, unknown>>;

  constructor(status: number, error: { type: string; message: string } & Record<string, unknown>) {
    super(error.message);
    this.status = status;
    this.error = error;
  }
}

export const invalid = (message: string, more: { code?: string; param?: string } = {}): Failure =>
  new Failure(400, { type: "invalid_request_error", message, ...more });

export const missing = (what: string, id: string, param = "id"): Failure =>
  new Failure(404, {
    type: "invalid_request_error",
    code: "resource_missing",
    message: `No such ${what}: '${id}'`,
    param,
  });
