/** An invocation that failed, in the words in which Lambda reports it. */
export class FunctionFailure extends Error {
  readonly errorType: string;
  readonly payload: unknown;

  constructor(errorType: string, message: string, trace: readonly string[] = []) {
    super(message);
    this.errorType = errorType;
    this.payload = { errorType, errorMessage: message, trace };
  }
}
