import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import { join } from "node:path";

/** One file per function and one for the APIs; warnings and errors are shown on the console too. */
export interface Log {
  readonly write: (line: string) => void;
}

export interface Logs {
  of(name: string): Log;
  close(): Promise<void>;
}

const worthShowing = /"level":\s*"(?:WARN|ERROR|CRITICAL|FATAL)"/i;

export function openLogs(directory: string, show: (line: string) => void): Logs {
  mkdirSync(directory, { recursive: true });
  const files = new Map<string, WriteStream>();
  function file(name: string) {
    const open = files.get(name) ?? createWriteStream(join(directory, `${name}.log`), { flags: "a" });
    files.set(name, open);
    return open;
  }
  return {
    of: (name) => ({
      write: (line) => {
        file(name).write(`${line}\n`);
        if (worthShowing.test(line)) show(`${name}: ${line}`);
      },
    }),
    close: async () =>
      void (await Promise.all(
        [...files.values()].map((open) => new Promise<void>((closed) => open.end(closed))),
      )),
  };
}

/** Cuts a stream of text into lines. */
export function lines(emit: (line: string) => void): (chunk: Buffer | string) => void {
  let rest = "";
  return (chunk) => {
    const parts = (rest + String(chunk)).split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) if (part !== "") emit(part);
  };
}
