declare const handed: Record<string, unknown>;
export = handed;
