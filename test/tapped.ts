/** Listens on the line to the store, or cuts it: what the SDK sends passes here before it goes out. */
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";

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
