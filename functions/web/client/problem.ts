/** What goes wrong between a page and the API, in one shape for all its parts. */
import { isProblem } from "../../client/client.ts";

/** What went wrong, by the API's own code; `offline` when there was no answer. */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: Readonly<Record<string, unknown>>;
  constructor(code: string, detail: Readonly<Record<string, unknown>> = {}, status = 0) {
    super(code);
    this.code = code;
    this.status = status;
    this.detail = detail;
  }
}

/** Whatever stood between the page and the API. */
export async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!isProblem(error)) throw new Problem("offline");
    const { code, status, ...detail } = error.problem;
    throw new Problem(status === 429 ? "request.rate_limited" : code, detail, status);
  }
}
