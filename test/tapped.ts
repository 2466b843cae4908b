/** Listens on the line to the store, or cuts it: what the SDK sends passes here before it goes out. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { writer } from "../domain/table.ts";

export type Sent = { readonly Item?: Record<string, unknown>; readonly Key?: Record<string, unknown> };

/** What `hear` throws is what the sender gets; undone by `using`. */
export function tapped(client: DynamoDBDocumentClient, hear: (input: Sent) => unknown): Disposable {
  const name = `tap-${Math.random()}`;
  client.middlewareStack.add(
    (next) => async (args) => {
      await hear(args.input as Sent);
      return next(args);
    },
    { step: "initialize", priority: "high", name },
  );
  return { [Symbol.dispose]: () => void client.middlewareStack.remove(name) };
}

/** What somebody who is to be killed may still write, and the error that he dies of. */
const lives = new AsyncLocalStorage<{ left: number; death: Error }>();
let isHeard = false;

/** Runs, and is killed after so many writes, whatever it had under way then. Whether it came through before that. */
export async function livesFor(writes: number, run: () => Promise<unknown>): Promise<boolean> {
  if (!isHeard) tapped(writer, () => spend(lives.getStore()));
  isHeard = true;
  const death = new Error("killed");
  try {
    await lives.run({ left: writes, death }, run);
    return true;
  } catch (error) {
    if (error !== death) throw error;
    return false;
  }
}

function spend(life: { left: number; death: Error } | undefined): void {
  if (life && life.left-- <= 0) throw life.death;
}
